using Amazon.Runtime;
using CloudIde.Core.Settings;

namespace CloudIde.Orchestrator.Commands;

/// <summary>Turns what may go wrong for reasons outside the program into sentences and an exit code.</summary>
internal static class CommandErrors
{
    /// <summary>Runs a command.</summary>
    /// <param name="error">Receives one line for each problem.</param>
    /// <param name="run">The command.</param>
    /// <returns>The command's exit code, or 1 for a problem. Other errors are ours and are not caught.</returns>
    public static async Task<int> ReportAsync(TextWriter error, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is InvalidSettingsException or OrchestratorStartException or InvalidDataException or IOException)
        {
            await error.WriteLineAsync(e.Message);
        }
        catch (UnauthorizedAccessException e)
        {
            await error.WriteLineAsync(e.Message);
        }
        catch (AmazonServiceException e)
        {
            await error.WriteLineAsync($"AWS refused: {e.ErrorCode}: {e.Message}");
        }
        catch (Exception e) when (e is AmazonClientException or HttpRequestException)
        {
            await error.WriteLineAsync($"AWS cannot be reached: {e.Message}");
        }

        return 1;
    }
}
