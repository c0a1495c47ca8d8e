namespace CloudIde.Server;

/// <summary>How a server is hosted. Its settings are in the configuration.</summary>
public sealed record ServerOptions
{
    /// <summary>The address to listen on when no other is configured.</summary>
    public const string DefaultUrl = "http://localhost:5080";

    /// <summary>
    /// The settings, and nothing else: with it, neither the environment variables nor the current directory of the hosting
    /// process count. Null reads <c>appsettings.json</c> beside the program, the environment and <see cref="Arguments"/>.
    /// </summary>
    public IConfiguration? Configuration { get; init; }

    /// <summary>The command line, such as <c>--urls http://localhost:5081</c>. Used when <see cref="Configuration"/> is null.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Addresses to listen on, separated by ';', such as <c>http://127.0.0.1:0</c> for a free port. Null takes the
    /// configured ones (<c>ASPNETCORE_URLS</c>, <c>urls</c>, <c>http_ports</c>), otherwise <see cref="DefaultUrl"/>.
    /// </summary>
    public string? Urls { get; init; }

    /// <summary>Development or Production. Null takes <c>ASPNETCORE_ENVIRONMENT</c>, otherwise Production.</summary>
    public string? EnvironmentName { get; init; }

    /// <summary>The folder of the web UI's files. Null takes <c>wwwroot</c> beside this assembly.</summary>
    public string? WebRoot { get; init; }

    /// <summary>Whether Ctrl-C and SIGTERM stop the server. False when it is a guest in another program's process.</summary>
    public bool HandlesSignals { get; init; }

    /// <summary>Last changes to services and logging, for the program or test that hosts the server; or null.</summary>
    public Action<IHostApplicationBuilder>? Configure { get; init; }
}
