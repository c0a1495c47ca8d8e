using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace CloudIde.Bench.Emulator;

/// <summary><see cref="FixedAnswers"/> as a process of its own, so that its processor time is told apart from the client's.</summary>
internal static class FixedAnswersProgram
{
    private const string Name = "fixed-answers";

    /// <summary>The hidden command that the process runs.</summary>
    public static Command Command()
    {
        var port = new Option<int>("--port") { Required = true };
        var message = new Option<int>("--message-bytes") { Required = true };
        var command = new Command(Name, "The server of bytes made beforehand that the command emulator measures the client with.") { port, message };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => new FixedAnswers(parsed.GetValue(message)).RunAsync(parsed.GetValue(port), cancellationToken));
        return command;
    }

    /// <summary>Starts it on a free port.</summary>
    /// <param name="messageBytes">The length of its message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<ServerProcess> StartAsync(int messageBytes, CancellationToken cancellationToken)
    {
        var port = EmulatorProgram.FindFreePort();
        string[] arguments = [typeof(FixedAnswersProgram).Assembly.Location, Name, "--port", Text(port), "--message-bytes", Text(messageBytes)];
        return ServerProcess.StartAsync(new ProcessStartInfo("dotnet", arguments), new Uri($"http://127.0.0.1:{port}/"), "/health", cancellationToken);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
