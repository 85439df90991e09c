package io.firn;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Names below {@code localhost} lead to the loopback, as RFC 6761 (section 6.3) has it and few machines do: so a test reaches its
 * own server by a host name without a change to what the tests beside it see. All other names are the machine's business.
 */
public final class LocalhostNames extends InetAddressResolverProvider {
    @Override
    public InetAddressResolver get(Configuration configuration) {
        return new Names(configuration.builtinResolver());
    }

    @Override
    public String name() {
        return "names below localhost";
    }

    private record Names(InetAddressResolver machine) implements InetAddressResolver {
        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
            return host.toLowerCase(Locale.ROOT).endsWith(".localhost")
                    ? Stream.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}))
                    : machine.lookupByName(host, policy);
        }

        @Override
        public String lookupByAddress(byte[] address) throws UnknownHostException {
            return machine.lookupByAddress(address);
        }
    }
}
