package io.firn.access;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Before anything else at start: the master key must fit the database, and the very first start makes org and admin token. */
@ApplicationScoped
public class FirstStart {
    private static final Logger LOG = Logger.getLogger(FirstStart.class);
    private static final String CHECK = "master key check";
    private static final byte[] KNOWN = "firn".getBytes(StandardCharsets.US_ASCII);

    private final MasterKey masterKey;
    private final Orgs orgs;
    private final Tokens tokens;
    private final AccessSettings settings;
    private final EntityManager database;

    FirstStart(MasterKey masterKey, Orgs orgs, Tokens tokens, AccessSettings settings, EntityManager database) {
        this.masterKey = masterKey;
        this.orgs = orgs;
        this.tokens = tokens;
        this.settings = settings;
        this.database = database;
    }

    @Transactional
    void begin(@Observes @Priority(100) StartupEvent start) {
        checkMasterKey();
        Org org = orgs.ensure(Orgs.FIRST);
        if (tokens.none()) {
            Issued admin = tokens.issue(org.id(), "admin", Set.of(Scope.ADMIN), Optional.empty());
            // the file comes first: a start that dies here makes another token next time and overwrites it
            write(settings.bootstrapTokenFile(), admin.token());
            LOG.infof("The first admin token is in '%s'.", settings.bootstrapTokenFile());
        }
    }

    private void checkMasterKey() {
        List<?> sealed = database.createNativeQuery("select sealed from master_key_check", byte[].class)
                .getResultList();
        if (sealed.isEmpty()) {
            if (!masterKey.present()) {
                masterKey.create();
            }
            database.createNativeQuery("insert into master_key_check (sealed) values (:sealed)")
                    .setParameter("sealed", masterKey.encrypt(KNOWN, CHECK))
                    .executeUpdate();
            return;
        }
        if (!masterKey.present()) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not start: the master key '" + masterKey.file()
                            + "' is missing, and the database holds secrets sealed under it.",
                    "Put the file back, or set firn.access.master-key-file.");
        }
        if (!Arrays.equals(KNOWN, masterKey.decrypt((byte[]) sealed.getFirst(), CHECK))) {
            throw Fault.of(FaultCode.CORRUPT, "Could not start: the master key is not the one of this database.");
        }
    }

    private static void write(Path file, String token) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path half = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(half);
            Files.createFile(half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(half, token + "\n");
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not write the first admin token to '" + file + "': " + e.getMessage() + ".",
                            "Look at the permissions there, or set firn.bootstrap-token-file.")
                    .causedBy(e);
        }
    }
}
