namespace CloudIde.Orchestrator;

/// <summary>How an orchestrator is hosted.</summary>
public sealed record OrchestratorOptions
{
    /// <summary>The settings, or null for environment variables.</summary>
    public IConfiguration? Configuration { get; init; }

    /// <summary>Changes services and logging before the start, for example for tests.</summary>
    public Action<WebApplicationBuilder>? Configure { get; init; }

    /// <summary>Whether SIGTERM and SIGINT stop it. Leave it false where another host in the same process handles them.</summary>
    public bool HandlesSignals { get; init; }

    /// <summary>The configuration that is used where none is given.</summary>
    /// <returns>Environment variables.</returns>
    internal static IConfiguration FromEnvironment() => new ConfigurationBuilder().AddEnvironmentVariables().Build();
}
