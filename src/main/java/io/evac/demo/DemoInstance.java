package io.evac.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * An instance of the demo: a real process that appends the next number to its data all the time, beside data that does
 * not change.
 *
 * @param token stands in the arguments of its process, and of no other process of this machine
 */
record DemoInstance(String name, String token, int megabytes) {
    private static final int MEGABYTE = 1 << 20;

    /** Writes its files below {@code root} and starts it. */
    void create(Path root) throws IOException {
        Path home = Files.createDirectories(root.resolve(name));
        Path data = Files.createDirectories(home.resolve("data"));
        script("ctl", home);
        script("writer", home);
        Files.writeString(home.resolve("instance.yaml"), """
                start: ./ctl start %s
                stop: ./ctl stop
                status: ./ctl status
                health: ./ctl health
                autostart: true
                cpus: 0
                memory: 64MiB
                runtime: [writer.pid]
                """.formatted(token));
        Random random = new Random(name.hashCode());
        byte[] block = new byte[MEGABYTE];
        try (var blocks = Files.newOutputStream(data.resolve("blocks"))) {
            for (int i = 0; i < megabytes; i++) {
                random.nextBytes(block);
                blocks.write(block);
            }
        }
        control(home, "start", token);
    }

    private static void script(String file, Path home) throws IOException {
        Path target = home.resolve(file);
        try (InputStream script = DemoInstance.class.getResourceAsStream("/demo/" + file)) {
            if (script == null) {
                throw new IOException("the demo's " + file + " is not in this build. Maybe build it again");
            }
            Files.copy(script, target);
        }
        if (!target.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + target + " executable. Maybe use a folder that allows it");
        }
    }

    /** Runs its control script as its host would. */
    static void control(Path home, String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = "./ctl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process ctl = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            int exit = ctl.waitFor();
            if (exit != 0) {
                throw new IOException("ctl " + String.join(" ", arguments) + " in " + home + " ended with " + exit);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopping);
        }
    }
}
