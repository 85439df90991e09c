package io.firn.access;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The key that wraps all stored secrets (AES-256-GCM). It lies in a file of its own, never in the database. */
@Singleton
public final class MasterKey {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final byte VERSION = 1;

    private final Path file;
    private final SecureRandom random = new SecureRandom();
    private volatile byte @Nullable [] key;

    MasterKey(AccessSettings settings) {
        this.file = settings.masterKeyFile();
    }

    /** Seals bytes; each call gives another result. The context (say, app id and name) must be the same when opening. */
    public byte[] encrypt(byte[] plain, String context) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain);
            byte[] all = new byte[1 + NONCE + sealed.length];
            all[0] = VERSION;
            System.arraycopy(nonce, 0, all, 1, NONCE);
            System.arraycopy(sealed, 0, all, 1 + NONCE, sealed.length);
            return all;
        } catch (GeneralSecurityException e) {
            throw Fault.of(FaultCode.INTERNAL, "Could not encrypt a value.").causedBy(e);
        }
    }

    /** Opens what {@link #encrypt} sealed under the same key and context. */
    public byte[] decrypt(byte[] sealed, String context) {
        if (sealed.length < 1 + NONCE || sealed[0] != VERSION) {
            throw undecipherable(null);
        }
        try {
            byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE);
            return cipher(Cipher.DECRYPT_MODE, nonce, context).doFinal(sealed, 1 + NONCE, sealed.length - 1 - NONCE);
        } catch (GeneralSecurityException e) {
            throw undecipherable(e);
        }
    }

    /** A key for another purpose, made from this one. */
    byte[] derive(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(), "HmacSHA256"));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the key's file is there. */
    boolean present() {
        return Files.exists(file);
    }

    Path file() {
        return file;
    }

    /** Makes the key; only where nothing was ever sealed. */
    void create() {
        byte[] fresh = new byte[32];
        random.nextBytes(fresh);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path half = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(half);
            Files.createFile(half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(half, Base64.getEncoder().encodeToString(fresh) + "\n");
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not write the master key to '" + file + "': " + e.getMessage() + ".",
                            "Look at the permissions there, or set firn.access.master-key-file.")
                    .causedBy(e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(bytes(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private byte[] bytes() {
        byte[] known = key;
        if (known == null) {
            known = read();
            key = known;
        }
        return known;
    }

    private byte[] read() {
        String advice = "Put the key's own file back, readable by its owner alone, or set firn.access.master-key-file.";
        try {
            var permissions = Files.getPosixFilePermissions(file);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.GROUP_READ)) {
                throw Fault.of(
                        FaultCode.INVALID,
                        "Could not use the master key '" + file + "': others may read it.",
                        "Run: chmod 600 " + file);
            }
            byte[] read = Base64.getDecoder().decode(Files.readString(file).strip());
            if (read.length != 32) {
                throw Fault.of(
                        FaultCode.INVALID, "Could not use the master key '" + file + "': it has not 32 bytes.", advice);
            }
            return read;
        } catch (IOException | IllegalArgumentException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not read the master key '" + file + "': " + e.getMessage() + ".",
                            advice)
                    .causedBy(e);
        }
    }

    private static Fault undecipherable(@Nullable Exception cause) {
        Fault fault = Fault.of(
                FaultCode.CORRUPT,
                "Could not decrypt a stored secret: it was sealed under another master key, or was changed.",
                "Put back the master key that this database was made with.");
        return cause == null ? fault : fault.causedBy(cause);
    }
}
