package io.firn.image;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The file {@code firn.json} of an app's output: what its image needs to know.
 *
 * @param schema 1
 * @param processes process types, each with a script in {@code bin}
 * @param bash store path of bash
 * @param coreutils store path of coreutils
 * @param cacert file of certificates
 * @param port that the app listens on where nobody says another
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ImageFile(int schema, List<String> processes, String bash, String coreutils, String cacert, int port) {
    static final String NAME = "firn.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    static ImageFile read(InputStream in, String root) {
        try (in) {
            ImageFile file = JSON.readValue(in, ImageFile.class);
            if (file.schema() != 1) {
                throw new IOException("its schema is " + file.schema() + ", not 1");
            }
            return file;
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.UNSUPPORTED,
                            "Could not make an image of '" + root + "': its " + NAME + " is not what is expected.",
                            "Build it with a buildpack of this version of Firn.")
                    .causedBy(e);
        }
    }
}
