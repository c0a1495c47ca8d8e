using CloudIde.AppHost.Topology;

namespace CloudIde.AppHost;

/// <summary>
/// Which host a start of the AppHost means: Aspire with its own processes, containers and dashboard, or the embedded one
/// with everything in one process.
/// </summary>
internal static class StartMode
{
    private const string EmbeddedFlag = "--embedded";
    private const string AspireFlag = "--aspire";

    // Set by the Aspire command line, which waits for its AppHost to call back.
    private const string AspireCommandLine = "ASPIRE_BACKCHANNEL_PATH";

    // Only Aspire can publish, on any machine.
    private static readonly string[] Publishing = ["--publisher", "--operation", "--step"];

    /// <summary>
    /// <c>--embedded</c> and <c>--aspire</c> say which; what publishes, or was started by the Aspire command line, is
    /// Aspire; otherwise it is the embedded host where no container runtime answers.
    /// </summary>
    /// <param name="args">The program's arguments.</param>
    /// <returns>True for the embedded host.</returns>
    public static bool IsEmbedded(string[] args) =>
        args.Contains(EmbeddedFlag) || (!IsAspire(args) && !ContainerRuntime.Answers());

    /// <summary>
    /// The arguments that are not the choice itself. .NET's command-line configuration takes what follows a bare flag for
    /// its value: <c>--aspire --publisher manifest</c> would set "aspire" to "--publisher".
    /// </summary>
    /// <param name="args">The program's arguments.</param>
    /// <returns>The others.</returns>
    public static string[] WithoutFlags(string[] args) =>
        [.. args.Where(argument => argument is not (EmbeddedFlag or AspireFlag))];

    private static bool IsAspire(string[] args) =>
        args.Contains(AspireFlag)
        || args.Any(argument => Publishing.Any(option => argument.StartsWith(option, StringComparison.Ordinal)))
        || Environment.GetEnvironmentVariable(AspireCommandLine) is { Length: > 0 };
}
