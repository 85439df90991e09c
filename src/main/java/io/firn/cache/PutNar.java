package io.firn.cache;

import io.firn.nix.ContentAddress;
import io.firn.nix.ContentAddress.Algorithm;
import io.firn.nix.NarDigest;
import java.util.Map;
import java.util.Optional;

/**
 * A NAR that a client has put and will name in a narinfo.
 *
 * @param blob where it is kept
 * @param nar hash and size of the NAR
 * @param file hash and size of the blob
 * @param flat hashes of the file that it is, where it is one
 */
record PutNar(String blob, NarDigest nar, NarDigest file, Map<Algorithm, String> flat) {
    PutNar {
        flat = Map.copyOf(flat);
    }

    /** Whether the content is what a content address says; an address by a hash that was not taken is none. */
    boolean is(ContentAddress address) {
        Optional<String> hash =
                switch (address.method()) {
                    case RECURSIVE ->
                        address.algorithm() == Algorithm.SHA256
                                ? Optional.of(nar.hash().hex())
                                : Optional.empty();
                    case FLAT, TEXT -> Optional.ofNullable(flat.get(address.algorithm()));
                };
        return hash.filter(address.hex()::equals).isPresent();
    }
}
