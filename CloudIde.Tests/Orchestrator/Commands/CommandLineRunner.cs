using CloudIde.Orchestrator.Commands;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Commands;

/// <summary>Runs the operators' command line in this process.</summary>
internal static class CommandLineRunner
{
    public static Task<CommandRun> RunAsync(IConfiguration configuration, params string[] arguments) =>
        RunAsync(configuration, TestContext.Current.CancellationToken, arguments);

    public static async Task<CommandRun> RunAsync(
        IConfiguration configuration, CancellationToken cancellationToken, params string[] arguments)
    {
        var (written, complained) = (new StringWriter(), new StringWriter());
        var (output, error) = (TextWriter.Synchronized(written), TextWriter.Synchronized(complained));
        var root = OrchestratorCommandLine.Create(output, error, configuration);
        var code = await OrchestratorCommandLine.InvokeAsync(root, arguments, output, error, cancellationToken);
        return new CommandRun(code, written.ToString(), complained.ToString());
    }

    public static IConfiguration Configuration(params IEnumerable<KeyValuePair<string, string?>> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
}
