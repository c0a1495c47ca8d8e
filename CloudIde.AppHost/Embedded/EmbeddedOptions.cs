using System.CommandLine;
using System.Globalization;

namespace CloudIde.AppHost.Embedded;

/// <summary>What the command line of the embedded host says.</summary>
/// <param name="DataDirectory">The absolute path of the folder in which all state is kept.</param>
/// <param name="Port">The server's port, or null for the usual one, or a free one where that is taken.</param>
/// <param name="Verbose">Whether information is logged, not only warnings.</param>
internal sealed record EmbeddedOptions(string DataDirectory, int? Port, bool Verbose)
{
    /// <summary>The folder, below the current one, in which state is kept unless <c>--data</c> names another.</summary>
    public const string DefaultDataDirectory = ".cloudide";

    /// <summary>Reads the command line and runs the host; <c>--help</c> and mistakes are answered here.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="run">Runs the host and returns the exit code.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> ParseAndRunAsync(string[] args, Func<EmbeddedOptions, Task<int>> run)
    {
        var data = new Option<string>("--data")
        {
            Description = "The folder in which accounts, files and queues are kept.",
            HelpName = "DIR",
            DefaultValueFactory = _ => DefaultDataDirectory,
        };
        var port = new Option<int?>("--port")
        {
            Description = "The server's port. Unless given: 5080, or a free one where 5080 is taken.",
            HelpName = "N",
        };
        port.Validators.Add(result =>
        {
            // The text and not the value, which throws here when it is no number.
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65535)
            {
                result.AddError($"--port is \"{text}\": expected a number from 1 to 65535.");
            }
        });
        data.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
            {
                result.AddError("--data is empty: expected a folder, such as ~/cloudide.");
            }
        });
        var verbose = new Option<bool>("--verbose") { Description = "Log information, not only warnings and errors." };

        // Chooses between this host and Aspire's, where a build has both; accepted here so that scripts can always give it.
        var embedded = new Option<bool>("--embedded") { Description = "Run everything in this process, even where Aspire could run." };

        var command = new RootCommand("Starts CloudIDE on this machine: IDE server, orchestrator, Redis and an emulated AWS.")
        {
            data, port, verbose, embedded,
        };
        command.SetAction(parsed => run(new EmbeddedOptions(
            Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(port), parsed.GetValue(verbose))));

        // The library's own handling of signals would end the process two seconds after Ctrl-C, with files unsaved.
        return command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }
}
