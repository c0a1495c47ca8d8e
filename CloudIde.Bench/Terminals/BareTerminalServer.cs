using System.Net.WebSockets;
using CloudIde.Core.Settings;
using CloudIde.Core.Terminals;
using CloudIde.Worker.Pty;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace CloudIde.Bench.Terminals;

/// <summary>The floor: a shell on the worker's own PTY behind one WebSocket hop in one process. No Redis, no log, no second viewer.</summary>
internal sealed class BareTerminalServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BareTerminalServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Starts it on a free loopback port.</summary>
    public static async Task<BareTerminalServer> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(ServeAsync);
        await app.StartAsync(cancellationToken);
        return new BareTerminalServer(app);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task ServeAsync(HttpContext context)
    {
        var shell = SettingsReader.Read(new ConfigurationBuilder().Build(), LoginShell.Read);
        var home = Path.GetTempPath();
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await using var pty = PseudoTerminal.Start(
            new ShellLaunch
            {
                File = shell,
                Arguments = LoginShell.Arguments,
                Environment = ShellEnvironment.Build(home, Environment.UserName, shell),
                WorkingDirectory = home,
            },
            TerminalSize.Default);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var output = PumpOutputAsync(pty, socket, stop.Token);
        await PumpInputAsync(pty, socket, stop.Token);
        await stop.CancelAsync();
        await output.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task PumpOutputAsync(PseudoTerminal pty, WebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        for (var read = 1; read > 0;)
        {
            read = await pty.ReadAsync(buffer, cancellationToken);
            await socket.SendAsync(buffer.AsMemory(0, read), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
    }

    private static async Task PumpInputAsync(PseudoTerminal pty, WebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            await pty.WriteAsync(buffer.AsMemory(0, result.Count), cancellationToken);
        }
    }
}
