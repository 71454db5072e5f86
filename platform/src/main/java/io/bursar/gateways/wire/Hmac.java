package io.bursar.gateways.wire;

import io.bursar.gateways.GatewaySettings.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 in hex, with which providers sign. */
public final class Hmac {
    private Hmac() {}

    public static String sign(Secret secret, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", impossible);
        }
    }

    /** Whether one of the secrets signed the parts, one after another; takes as long whichever it was. */
    public static boolean isSigned(List<Secret> secrets, List<String> signatures, byte[]... parts) {
        boolean isSigned = false;
        for (Secret secret : secrets) {
            byte[] expected = sign(secret, parts).getBytes(StandardCharsets.US_ASCII);
            for (String signature : signatures) {
                isSigned |= MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.US_ASCII));
            }
        }
        return isSigned;
    }
}
