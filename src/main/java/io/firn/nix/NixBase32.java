package io.firn.nix;

/**
 * Nix's own base-32: digits {@code 0123456789abcdfghijklmnpqrsvwxyz}, least significant bits last, written from the end.
 * Source: Nix manual, "Store Path Specification", Nix32 encoding.
 */
public final class NixBase32 {
    private static final String DIGITS = "0123456789abcdfghijklmnpqrsvwxyz";

    private NixBase32() {}

    /** Writes bytes; 20 bytes give 32 characters, 32 bytes give 52. */
    public static String encode(byte[] bytes) {
        int length = (bytes.length * 8 - 1) / 5 + 1;
        var text = new StringBuilder(length);
        for (int n = length - 1; n >= 0; n--) {
            int bit = n * 5;
            int index = bit / 8;
            int shift = bit % 8;
            int value = (bytes[index] & 0xff) >>> shift;
            if (index + 1 < bytes.length) {
                value |= (bytes[index + 1] & 0xff) << (8 - shift);
            }
            text.append(DIGITS.charAt(value & 0x1f));
        }
        return text.toString();
    }

    /** Reads what {@link #encode} wrote; anything else is an {@link IllegalArgumentException}. */
    public static byte[] decode(String text) {
        byte[] bytes = new byte[text.length() * 5 / 8];
        for (int n = 0; n < text.length(); n++) {
            int digit = DIGITS.indexOf(text.charAt(text.length() - 1 - n));
            if (digit < 0) {
                throw new IllegalArgumentException("not Nix base-32: '" + text + "'");
            }
            int bit = n * 5;
            int index = bit / 8;
            int shift = bit % 8;
            if (index < bytes.length) {
                bytes[index] |= (byte) (digit << shift);
            }
            int carry = digit >>> (8 - shift);
            if (index + 1 < bytes.length) {
                bytes[index + 1] |= (byte) carry;
            } else if (carry != 0) {
                throw new IllegalArgumentException("not Nix base-32: '" + text + "'");
            }
        }
        return bytes;
    }
}
