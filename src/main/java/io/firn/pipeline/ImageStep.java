package io.firn.pipeline;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.image.Images;
import io.firn.nix.StorePath;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Makes the image of the closure: lists and digests only, so that making it again costs nothing. */
@ApplicationScoped
class ImageStep implements Step {
    private final Images images;
    private final PipelineSettings settings;

    ImageStep(Images images, PipelineSettings settings) {
        this.images = images;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "image";
    }

    @Override
    public Optional<String> done(RunContext run) {
        return Optional.empty();
    }

    @Override
    public void run(RunContext run) {
        StorePath root = run.row()
                .root()
                .map(StorePath::parse)
                .orElseThrow(() -> Fault.of(FaultCode.INTERNAL, "Could not make an image: nothing was built."));
        String repository = "apps/" + run.app().id();
        String image = images.of(run.app().id(), repository, root).at(settings.registryHost());
        run.note(row -> row.image(image));
        run.say(image.substring(image.indexOf('@') + 1));
    }
}
