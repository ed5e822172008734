package org.example.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

class QuickStartTest {
    @Test
    void theFunctionIsConnectedToTheDatabaseOfItsService(@TempDir final Path folder)
            throws IOException, InterruptedException {
        assertEquals(0, quickStart(folder));

        Template.fromString(Files.readString(folder.resolve("Shop.template.json")))
                .hasResourceProperties(
                        "AWS::Lambda::Function",
                        Map.of(
                                "Environment",
                                Map.of("Variables", Match.objectLike(Map.of("DATABASE_HOST", Match.anyValue())))));
    }

    /** Runs it as the CDK's command line does, with {@code -c environment=production}; returns its exit code. */
    private static int quickStart(final Path folder) throws IOException, InterruptedException {
        String java = String.join(File.separator, System.getProperty("java.home"), "bin", "java");
        String classPath = System.getProperty("java.class.path");
        ProcessBuilder process = new ProcessBuilder(java, "-classpath", classPath, QuickStart.class.getName());
        process.environment().put("CDK_CONTEXT_JSON", "{\"environment\": \"production\"}");
        process.environment().put("CDK_OUTDIR", folder.toString());
        return process.inheritIO().start().waitFor();
    }
}
