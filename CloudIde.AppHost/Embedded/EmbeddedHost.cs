using CloudIde.Core.Settings;
using CloudIde.Emulator;
using CloudIde.Orchestrator;
using CloudIde.Server;

namespace CloudIde.AppHost.Embedded;

/// <summary>Runs all of CloudIDE in this process: one command, no container engine, no account anywhere.</summary>
internal static class EmbeddedHost
{
    /// <summary>Reads the command line, runs until Ctrl-C, and ends everything that was started.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>0 after Ctrl-C, 1 when it could not start.</returns>
    public static Task<int> RunAsync(string[] args) => EmbeddedOptions.ParseAndRunAsync(args, RunAsync);

    private static async Task<int> RunAsync(EmbeddedOptions options)
    {
        using var interrupt = new InterruptSignal();
        try
        {
            await using var system = await EmbeddedSystem.StartAsync(options, interrupt.Token);
            await Console.Out.WriteLineAsync(system.Describe());
            await interrupt.Requested;
            await Console.Out.WriteLineAsync("Stopping: files are being saved. Press Ctrl-C again to end at once.");
            return 0;
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is InvalidSettingsException or IOException or InvalidDataException
            or EmulatorStartException or ServerStartException or OrchestratorStartException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
