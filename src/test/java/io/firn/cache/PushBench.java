package io.firn.cache;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.firn.exec.Command;
import io.firn.exec.LocalExecutor;
import io.firn.exec.Within;
import io.firn.farm.BuilderMachine;
import io.firn.nix.NixCommands;
import io.firn.nix.PathInfo;
import io.firn.nix.PathInfoJson;
import io.firn.nix.Shares;
import io.firn.nix.StorePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures the farm's way from a builder's store into the cache: {@code PushBench FOLDER ROUNDS ROOTS-FILE WORD...}. The
 * words are put before each command and lead into the builder ({@code chroot DIR}, {@code ssh ...}). Prints {@code <seconds>
 * <paths> <NAR bytes> <packed bytes>} and the time of its parts for each round, into an empty cache each time, over a real
 * database, all durable. The program in the property {@code firn.bench.beside} is run after each round, so that what it
 * measures meets the same machine; what it says is printed.
 */
final class PushBench {
    private PushBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int rounds = Integer.parseInt(arguments[1]);
        List<StorePath> roots = Files.readAllLines(Path.of(arguments[2])).stream()
                .map(StorePath::parse)
                .toList();
        var builder = new BuilderMachine(
                new Within(new LocalExecutor(), List.of(arguments).subList(3, arguments.length)));
        var executor = new Within(new LocalExecutor(), List.of(arguments).subList(3, arguments.length));
        for (int round = 0; round < rounds; round++) {
            try (var fixture = new CacheFixture();
                    AgroalDataSource pool = pool(fixture)) {
                Cache cache = fixture.cache(pool, folder.resolve("round-" + round), Duration.ofDays(1));
                long began = System.nanoTime();
                List<PathInfo> closure = PathInfoJson.parse(executor.run(NixCommands.closure(roots))
                        .orFail("ask the builder", "Look at it.")
                        .text());
                double asked = seconds(began);
                double streamed = push(builder, cache, closure) + asked;
                double seconds = seconds(began);
                long packed = 0;
                for (String blob : cache.blobs().list("")) {
                    packed += cache.blobs().size(blob).orElse(0);
                }
                System.out.printf(
                        "%.2f %d %d %d (asking %.2f, streams %.2f, commit %.2f)%n",
                        seconds,
                        closure.size(),
                        closure.stream().mapToLong(PathInfo::narSize).sum(),
                        packed,
                        asked,
                        streamed - asked,
                        seconds - streamed);
            }
            String beside = System.getProperty("firn.bench.beside");
            if (beside != null) {
                System.out.println(new LocalExecutor()
                        .run(Command.of(beside).within(Duration.ofMinutes(10)))
                        .orFail("run '" + beside + "'", "Run it by hand.")
                        .text());
            }
        }
    }

    private static AgroalDataSource pool(CacheFixture fixture) {
        try {
            return AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(pool -> pool.maxSize(10)
                            .initialSize(2)
                            .connectionFactoryConfiguration(factory -> factory.jdbcUrl(fixture.source.getURL())
                                    .principal(new NamePrincipal(String.valueOf(fixture.source.getUser())))
                                    .credential(new SimplePassword(String.valueOf(fixture.source.getPassword()))))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double push(BuilderMachine builder, Cache cache, List<PathInfo> closure)
            throws InterruptedException, ExecutionException {
        try (Ingest ingest = cache.begin();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long began = System.nanoTime();
            ingest.expect(closure);
            List<Future<?>> all = new ArrayList<>();
            Shares.of(closure).forEach(share -> all.add(threads.submit(() -> builder.export(share, ingest::add))));
            for (Future<?> one : all) {
                one.get();
            }
            double streamed = seconds(began);
            ingest.commit(closure.getLast().path());
            return streamed;
        }
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
