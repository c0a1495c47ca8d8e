using System.ComponentModel;
using System.Diagnostics;

namespace CloudIde.Orchestrator.Setup;

/// <summary>Runs programs as children of this process.</summary>
internal sealed class ProgramRunner : IProgramRunner
{
    /// <summary>Enough of what a program wrote to see why it failed.</summary>
    private const int KeptLines = 10;

    /// <inheritdoc/>
    public async Task<string> RunAsync(
        string program, IReadOnlyList<string> arguments, string? input, Action<string>? onLine, CancellationToken cancellationToken)
    {
        using var process = Start(program, arguments, input is not null);
        try
        {
            var errors = ReadErrorsAsync(process, onLine, cancellationToken);
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            if (input is not null)
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
                process.StandardInput.Close();
            }

            var last = await errors;
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidDataException(
                    $"{program} {string.Join(" ", arguments.Take(2))} failed with exit code {process.ExitCode}: {string.Join(" ", last)}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(string program, IReadOnlyList<string> arguments, bool hasInput)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardInput = hasInput,
            RedirectStandardOutput = true,
        };
        try
        {
            return Process.Start(start) ?? throw new InvalidDataException($"{program} did not start.");
        }
        catch (Win32Exception e)
        {
            throw new InvalidDataException($"{program} is needed and cannot be started: {e.Message}", e);
        }
    }

    private static async Task<IReadOnlyCollection<string>> ReadErrorsAsync(
        Process process, Action<string>? onLine, CancellationToken cancellationToken)
    {
        var last = new Queue<string>();
        while (await process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                onLine?.Invoke(line);
                last.Enqueue(line.Trim());
                if (last.Count > KeptLines)
                {
                    last.Dequeue();
                }
            }
        }

        return last;
    }
}
