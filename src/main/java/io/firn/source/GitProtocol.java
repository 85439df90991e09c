package io.firn.source;

import io.firn.source.PushLanding.After;
import io.firn.source.PushLanding.Pusher;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.UploadPackInternalServerErrorException;
import org.jspecify.annotations.Nullable;

/** Git's smart HTTP protocol over streams; who may speak it, and over which kind of HTTP, is decided elsewhere. */
final class GitProtocol {
    private final Repositories repositories;
    private final SourceSettings settings;

    /** What a client asks for. */
    enum Service {
        /** Fetch and clone. */
        UPLOAD("git-upload-pack"),
        /** Push. */
        RECEIVE("git-receive-pack");

        private final String wire;

        Service(String wire) {
            this.wire = wire;
        }

        /** The name in URLs and media types. */
        String wire() {
            return wire;
        }
    }

    GitProtocol(Repositories repositories, SourceSettings settings) {
        this.repositories = repositories;
        this.settings = settings;
    }

    /** The first answer: which references there are. */
    void advertise(UUID appId, Service service, List<String> parameters, OutputStream out) throws IOException {
        Repository repository = repositories.open(appId);
        PacketLineOut lines = new PacketLineOut(out);
        var advertiser = new PacketLineOutRefAdvertiser(lines);
        if (service == Service.UPLOAD) {
            upload(repository, parameters).sendAdvertisedRefs(advertiser, service.wire());
            return;
        }
        ReceivePack pack = new ReceivePack(repository);
        pack.setAllowPushOptions(true);
        pack.setRefFilter(Receiving::shown);
        lines.writeString("# service=" + service.wire() + "\n");
        lines.end();
        pack.sendAdvertisedRefs(advertiser);
    }

    /** A fetch. */
    void upload(UUID appId, List<String> parameters, InputStream in, OutputStream out) throws IOException {
        BufferedOutputStream buffered = new BufferedOutputStream(out, 64 * 1024);
        try {
            upload(repositories.open(appId), parameters).upload(new BufferedInputStream(in), buffered, null);
        } catch (ServiceMayNotContinueException | UploadPackInternalServerErrorException told) {
            // the client has the message already
        }
        buffered.flush();
    }

    /** A push. Nothing of it stays where it is refused. */
    void receive(Pusher pusher, PushLog log, After after, InputStream in, OutputStream out) throws IOException {
        try (Quarantine quarantine = repositories.quarantine(pusher.appId());
                PackGuard guard = new PackGuard(in, settings.packLimits())) {
            var landing = new PushLanding(pusher, quarantine, settings.treeLimits(), log, after);
            var receiving = new Receiving(quarantine.repository(), settings.packLimits(), guard, landing);
            try {
                // no buffer in between: what the guard refuses must not hit JGit while it still reads the commands
                receiving.receive(guard, out, null);
            } catch (UnpackException told) {
                // the report says why
            }
            out.flush();
            drain(in);
        }
    }

    /** A client that is still sending hears nothing; what it sends after a refusal is read and dropped, within bounds. */
    private void drain(InputStream in) throws IOException {
        byte[] dropped = new byte[64 * 1024];
        long left = settings.packLimits().pack();
        for (int n = in.read(dropped); n >= 0 && left > 0; n = in.read(dropped)) {
            left -= n;
        }
    }

    /** The body as Git meant it: clients compress long requests. */
    static InputStream body(InputStream in, @Nullable String contentEncoding) throws IOException {
        return "gzip".equals(contentEncoding) || "x-gzip".equals(contentEncoding) ? new GZIPInputStream(in) : in;
    }

    private static UploadPack upload(Repository repository, List<String> parameters) {
        UploadPack upload = new UploadPack(repository);
        upload.setBiDirectionalPipe(false);
        upload.setExtraParameters(parameters);
        upload.setRefFilter(Receiving::shown);
        return upload;
    }
}
