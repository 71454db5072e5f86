package io.bursar.books;

import io.bursar.database.StartRefused;
import io.bursar.engine.ChainLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Ed25519 key that signs checkpoints of the chain; PEM in the home, readable by its owner alone. */
final class SigningKey {
    static final String FILE = "checkpoint.key";

    private static final String ALGORITHM = "Ed25519";
    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";

    private final PrivateKey signing;
    private final PublicKey verifying;

    private SigningKey(KeyPair pair) {
        this.signing = pair.getPrivate();
        this.verifying = pair.getPublic();
    }

    /**
     * The key of a home, made when there is none.
     *
     * @throws StartRefused when it cannot be read or kept
     */
    static SigningKey of(Path home) {
        Path file = home.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                keep(file, KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair());
            }
            return new SigningKey(read(Files.readString(file)));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException failed) {
            throw new StartRefused("The key that signs checkpoints, " + file + ", cannot be used: " + failed, failed);
        }
    }

    private static KeyPair read(String pem) throws GeneralSecurityException {
        KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
        return new KeyPair(
                keys.generatePublic(new X509EncodedKeySpec(block(pem, PUBLIC))),
                keys.generatePrivate(new PKCS8EncodedKeySpec(block(pem, PRIVATE))));
    }

    private static byte[] block(String pem, String what) {
        Matcher block = Pattern.compile("-----BEGIN " + what + "-----\\s+([A-Za-z0-9+/=\\s]+)-----END")
                .matcher(pem);
        if (!block.find()) {
            throw new IllegalArgumentException("it has no " + what);
        }
        return Base64.getMimeDecoder().decode(block.group(1));
    }

    private static void keep(Path file, KeyPair pair) throws IOException {
        String pem = pem(PRIVATE, pair.getPrivate().getEncoded())
                + pem(PUBLIC, pair.getPublic().getEncoded());
        Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
        Path next = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(next);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel =
                Files.newByteChannel(next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            channel.write(ByteBuffer.wrap(pem.getBytes(StandardCharsets.UTF_8)));
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + Base64.getEncoder().encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
    }

    /** The public key in base64 (X.509), by which others verify. */
    String verifyingKey() {
        return Base64.getEncoder().encodeToString(verifying.getEncoded());
    }

    /** A checkpoint: a JSON line that says how far the book was and what its hash was, signed. */
    String sign(ChainLink link) {
        long atMicros = ChronoUnit.MICROS.between(java.time.Instant.EPOCH, link.at());
        String text = "bursar checkpoint 1\nbook %d\nbatch %d\nlast_seq %d\nat %d\nhash %s\n"
                .formatted(link.book(), link.batch(), link.lastSeq(), atMicros, link.hash());
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(signing);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return ("{\"checkpoint\":%d,\"book\":%d,\"last_seq\":%d,\"at\":%d,\"hash\":\"%s\",\"key\":\"%s\","
                            + "\"signature\":\"%s\"}")
                    .formatted(
                            link.batch(),
                            link.book(),
                            link.lastSeq(),
                            atMicros,
                            link.hash(),
                            verifyingKey(),
                            Base64.getEncoder().encodeToString(signature.sign()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has Ed25519", impossible);
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
