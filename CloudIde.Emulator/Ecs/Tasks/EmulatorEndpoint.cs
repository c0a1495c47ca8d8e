using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>Where tasks find the emulator: known once it listens, as the port may be one that the system chose.</summary>
/// <param name="server">The server.</param>
internal sealed class EmulatorEndpoint(IServer server)
{
    /// <summary>The address without a slash at its end, such as <c>http://127.0.0.1:4566</c>.</summary>
    /// <remarks>
    /// By address and not by name: AWS's SDKs take a credentials endpoint without TLS only from loopback, and some do not
    /// resolve names for that.
    /// </remarks>
    public string Address
    {
        get
        {
            var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses;
            return addresses?.FirstOrDefault() is { } address
                ? $"http://127.0.0.1:{new Uri(address).Port}"
                : throw new InvalidOperationException("The emulator does not listen yet.");
        }
    }
}
