package io.evac;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;

class ChangedContextsTest {
    private final List<String> written = new ArrayList<>();
    private final JobRepository repository = ChangedContexts.of(new ResourcelessJobRepository() {
        @Override
        public void updateExecutionContext(StepExecution step) {
            written.add(step.getStepName()
                    + new TreeMap<>(step.getExecutionContext().toMap()));
        }

        @Override
        public void updateExecutionContext(JobExecution job) {
            written.add("job" + job.getExecutionContext().toMap());
        }
    });
    private final JobExecution job = repository.createJobExecution(
            repository.createJobInstance("job", new JobParameters()), new JobParameters(), new ExecutionContext());

    @Test
    void a_context_is_written_once_until_it_changes() {
        StepExecution step = repository.createStepExecution("a", job);
        step.setExecutionContext(new ExecutionContext(Map.of("partition", "h1:1")));
        repository.updateExecutionContext(step);
        repository.updateExecutionContext(step);
        step.getExecutionContext().put("more", 1);
        repository.updateExecutionContext(step);
        repository.updateExecutionContext(step);
        step.getExecutionContext().remove("more");
        repository.updateExecutionContext(step);
        assertThat(written).containsExactly("a{partition=h1:1}", "a{more=1, partition=h1:1}", "a{partition=h1:1}");
    }

    @Test
    void each_execution_has_a_context_of_its_own() {
        StepExecution a = repository.createStepExecution("a", job);
        StepExecution b = repository.createStepExecution("b", job);
        repository.updateExecutionContext(a);
        repository.updateExecutionContext(b);
        repository.updateExecutionContext(job);
        repository.updateExecutionContext(job);
        assertThat(written).containsExactly("a{}", "b{}", "job{}");
    }
}
