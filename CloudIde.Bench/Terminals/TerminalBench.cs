using CloudIde.AppHost.Embedded;
using CloudIde.Bench.Clients;

namespace CloudIde.Bench.Terminals;

/// <summary>The embedded system, with a user, in which one part of the benchmark runs.</summary>
internal sealed class TerminalBench : IAsyncDisposable
{
    private readonly string _data;
    private readonly EmbeddedSystem _system;

    private TerminalBench(string data, EmbeddedSystem system, IdeClient user)
    {
        _data = data;
        _system = system;
        User = user;
    }

    /// <summary>The signed-in user.</summary>
    public IdeClient User { get; }

    /// <summary>Starts the system.</summary>
    public static async Task<TerminalBench> StartAsync(Dictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("cloudide-bench-").FullName;
        var system = await EmbeddedSystem.StartAsync(new EmbeddedOptions(data, null, Verbose: false), settings, cancellationToken);
        return new TerminalBench(data, system, await IdeClient.SignUpAsync(system.ServerAddress, cancellationToken));
    }

    /// <summary>Opens a terminal in a new project and waits for its prompt.</summary>
    public async Task<(TerminalSocket Socket, string Project, string TerminalId)> OpenAsync(CancellationToken cancellationToken)
    {
        var project = await User.CreateProjectAsync("bench", cancellationToken);
        var terminalId = await User.OpenTerminalAsync(project, cancellationToken);
        var socket = await TerminalSocket.AttachAsync(User, project, terminalId, cancellationToken);
        await socket.ReadUntilPromptAsync(cancellationToken);
        return (socket, project, terminalId);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        User.Dispose();
        await _system.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}
