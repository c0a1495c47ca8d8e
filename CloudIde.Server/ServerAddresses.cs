using System.Net;
using CloudIde.Core.Settings;

namespace CloudIde.Server;

/// <summary>What the server's configured addresses mean.</summary>
internal static class ServerAddresses
{
    /// <summary>Finds the addresses to listen on.</summary>
    /// <param name="options">How the server is hosted.</param>
    /// <param name="configuration">The settings.</param>
    /// <returns>URLs separated by ';', or null when Kestrel's own settings say where.</returns>
    /// <exception cref="InvalidSettingsException">One is no URL.</exception>
    public static string? Find(ServerOptions options, IConfiguration configuration)
    {
        if ((options.Urls ?? configuration["urls"]) is { Length: > 0 } urls)
        {
            Split(urls).ForEach(Validate);
            return urls;
        }

        var elsewhere = configuration["http_ports"] is { Length: > 0 }
            || configuration["https_ports"] is { Length: > 0 }
            || configuration.GetSection("Kestrel:Endpoints").Exists();
        return elsewhere ? null : ServerOptions.DefaultUrl;
    }

    /// <summary>Whether all addresses are this machine's own, which no other machine reaches.</summary>
    /// <param name="urls">URLs separated by ';', or null when unknown.</param>
    /// <returns>Whether they are.</returns>
    public static bool AreLoopback(string? urls) =>
        urls is not null && Split(urls).TrueForAll(static url => IsLoopback(BindingAddress.Parse(url).Host));

    private static List<string> Split(string urls) =>
        [.. urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static void Validate(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            if (address.Port == 0 && address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            {
                // "localhost" is two addresses, which would get two different free ports.
                throw new InvalidSettingsException($"urls is \"{url}\": for a free port expected http://127.0.0.1:0.");
            }
        }
        catch (FormatException error)
        {
            throw new InvalidSettingsException($"urls is \"{url}\": expected a URL such as {ServerOptions.DefaultUrl}.", error);
        }
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
