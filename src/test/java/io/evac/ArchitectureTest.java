package io.evac;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.evac.migration.Journal.JournalException;
import io.evac.plan.Plans;
import io.evac.report.Reports;
import io.evac.run.Hosts;
import io.evac.schedule.Schedules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of {@code docs/architecture.md}. */
@AnalyzeClasses(packages = "io.evac", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] CORE = {
        "io.evac.inventory..",
        "io.evac.list..",
        "io.evac.plan..",
        "io.evac.migration..",
        "io.evac.verify..",
        "io.evac.driver..",
        "io.evac.remote.."
    };

    private static final DescribedPredicate<JavaClass> OURS = resideInAPackage("io.evac..");

    @ArchTest
    static final ArchRule theCoreKnowsNoFramework = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework..",
                    "org.quartz..",
                    "io.micrometer..",
                    "jakarta..",
                    "java.sql..",
                    "javax.sql..");

    @ArchTest
    static final ArchRule onlyRemoteSshKnowsJsch = only("com.jcraft.jsch..", "io.evac.remote.ssh..");

    @ArchTest
    static final ArchRule onlyRunKnowsSpringBatch = only("org.springframework.batch..", "io.evac.run..", "io.evac");

    @ArchTest
    static final ArchRule onlyTheDoorKnowsSpringSecurity = only("org.springframework.security..", "io.evac.daemon..");

    /** Whatever else they do with a plan, run, schedule or host, they get it where it is asked whose it is. */
    @ArchTest
    static final ArchRule theDoorsFindNothingByThemselves = noClasses()
            .that()
            .resideInAnyPackage("io.evac.api..", "io.evac.web..")
            .and()
            .doNotHaveSimpleName("OwnerController")
            .should()
            .callMethodWhere(finds(Plans.class, "create", "restore", "store", "find", "list")
                    .or(finds(Reports.class, "run", "runs"))
                    .or(finds(Schedules.class, "list", "add", "addNew", "check", "calendar"))
                    .or(finds(Hosts.class, "list", "find", "doctor", "cordon")));

    private static DescribedPredicate<JavaMethodCall> finds(Class<?> facade, String... methods) {
        Set<String> names = Set.of(methods);
        return DescribedPredicate.describe(
                "ask " + facade.getSimpleName() + " for " + names,
                call -> call.getTargetOwner().isEquivalentTo(facade)
                        && names.contains(call.getTarget().getName()));
    }

    @ArchTest
    static final ArchRule onlyScheduleKnowsQuartz = only("org.quartz..", "io.evac.schedule..", "io.evac");

    @ArchTest
    static final ArchRule onlyMetricsKnowsMicrometer = only("io.micrometer..", "io.evac.metrics..");

    @ArchTest
    static final ArchRule onlyMetricsKnowsTheActuator = noClasses()
            .that(OURS.and(DescribedPredicate.not(resideInAPackage("io.evac.metrics.."))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework.boot.actuate..", "org.springframework.boot.health..", "io.prometheus..");

    @ArchTest
    static final ArchRule onlyTheWiringKnowsMetrics = noClasses()
            .that(OURS.and(DescribedPredicate.not(resideInAnyPackage("io.evac.metrics..", "io.evac"))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.evac.metrics..");

    @ArchTest
    static final ArchRule onlyJournalKnowsJdbc = noClasses()
            .that(OURS.and(DescribedPredicate.not(resideInAnyPackage("io.evac.journal..", "io.evac"))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..");

    @ArchTest
    static final ArchRule noDriverKnowsAnother =
            slices().matching("io.evac.driver.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule onlyTheWiringKnowsTheDrivers = noClasses()
            .that(OURS.and(DescribedPredicate.not(resideInAnyPackage("io.evac.driver..", "io.evac", "io.evac.demo.."))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.evac.driver.files..", "io.evac.driver.simulated..");

    @ArchTest
    static final ArchRule theDoorsAreLeaves = noClasses()
            .that(OURS.and(DescribedPredicate.not(
                    resideInAnyPackage("io.evac.api..", "io.evac.cli..", "io.evac", "io.evac.demo.."))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.evac.api..", "io.evac.cli..");

    @ArchTest
    static final ArchRule nothingButTheWiringKnowsThePages = noClasses()
            .that(OURS.and(DescribedPredicate.not(resideInAnyPackage("io.evac.web..", "io.evac"))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.evac.web..");

    @ArchTest
    static final ArchRule thePagesSeeFacadesOnly = noClasses()
            .that()
            .resideInAPackage("io.evac.web..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.evac.migration..", "io.evac.driver..", "io.evac.remote..")
                    .and(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(JournalException.class)))
                    .as("are behind the facades; that the database is away is told by all"));

    @ArchTest
    static final ArchRule theDoorsDoNotSeeTheJournal = noClasses()
            .that()
            .resideInAnyPackage("io.evac.api..", "io.evac.cli..", "io.evac.web..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.evac.journal..");

    @ArchTest
    static final ArchRule theCommandLineStartsWithoutSpring = noClasses()
            .that()
            .resideInAPackage("io.evac.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "io.evac.api..", "io.evac.run..");

    @ArchTest
    static final ArchRule noCyclesBetweenRooms =
            slices().matching("io.evac.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyAdaptersReadTheClockOrSleep = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.evac.inventory..",
                    "io.evac.list..",
                    "io.evac.plan..",
                    "io.evac.migration..",
                    "io.evac.verify..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule namesSayWhatTheyAre = noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)")
            .orShould()
            .resideInAnyPackage("..common..", "..util..");

    @ArchTest
    static final ArchRule noFieldInjection = noFields()
            .should()
            .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
            .orShould()
            .beAnnotatedWith("jakarta.inject.Inject");

    @ArchTest
    static final ArchRule classesAreFinalUnlessTheyCannotBe = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .and()
            .areNotAnnotatedWith("org.springframework.context.annotation.Configuration")
            .and()
            .areNotAnnotatedWith("org.springframework.boot.autoconfigure.SpringBootApplication")
            .and()
            .haveSimpleNameNotEndingWith("package-info")
            .should()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
            .orShould()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT)
            .orShould()
            .beEnums();

    private static ArchRule only(String library, String... rooms) {
        return noClasses()
                .that(OURS.and(DescribedPredicate.not(resideInAnyPackage(rooms))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }

    @Test
    void everyPackageSaysWhatItAnswersAndIsNullMarked() throws IOException {
        try (Stream<Path> folders = Files.walk(Path.of("src/main/java/io/evac"))) {
            List<Path> rooms = folders.filter(Files::isDirectory).toList();
            assertThat(rooms).isNotEmpty().allSatisfy(room -> {
                Path info = room.resolve("package-info.java");
                assertThat(info).exists();
                assertThat(Files.readString(info)).contains("@NullMarked").contains("/**");
            });
        }
    }
}
