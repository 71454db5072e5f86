package io.bursar.engine.move;

import io.bursar.engine.ChainLink;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** Signs checkpoints as docs/guides/proof.md says. */
final class TestKey {
    private final KeyPair pair;

    TestKey() throws GeneralSecurityException {
        pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    String text() {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }

    String sign(ChainLink end) {
        long at = end.at().getEpochSecond() * 1_000_000 + end.at().getNano() / 1_000;
        String text = "bursar checkpoint 1\nbook " + end.book() + "\nbatch " + end.batch() + "\nlast_seq "
                + end.lastSeq() + "\nat " + at + "\nhash " + end.hash() + "\n";
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return "{\"checkpoint\":" + end.batch() + ",\"book\":" + end.book() + ",\"last_seq\":" + end.lastSeq()
                    + ",\"at\":" + at + ",\"hash\":\"" + end.hash() + "\",\"key\":\"" + text() + "\",\"signature\":\""
                    + Base64.getEncoder().encodeToString(signature.sign()) + "\"}";
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
