using CloudIde.Bench.Terminals;

namespace CloudIde.Bench.Workspaces;

/// <summary>
/// A terminal's echo while another one unpacks thousands of files into the workspace, beside a quiet one; and beside the same
/// work outside the workspace, which shows what following the files adds to it.
/// </summary>
internal static class EchoPart
{
    private const double Target = 2;
    private const int Keys = 2000;

    /// <summary>Makes a package of 5,000 files once, then unpacks and deletes it until it is told to stop.</summary>
    private const string Work =
        "mkdir -p /tmp/package-$$/p && (cd /tmp/package-$$/p && for i in $(seq 5000); do head -c 3000 /dev/urandom > f$i.js; done) && "
        + "tar cf /tmp/package-$$.tar -C /tmp/package-$$ p && rm -rf /tmp/package-$$ && printf 're%s\\n' ady; "
        + "while [ ! -e ~/stop ]; do mkdir -p DIR && tar xf /tmp/package-$$.tar -C DIR && rm -rf DIR; done; rm /tmp/package-$$.tar; printf 'sto%s\\n' pped\n";

    /// <summary>Measures.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        await using var bench = await WorkspaceBench.StartAsync(cancellationToken);
        var project = await bench.User.CreateProjectAsync("echo", cancellationToken);
        _ = await EchoAsync(bench, project, cancellationToken);
        var quiet = await EchoAsync(bench, project, cancellationToken);
        var outside = await EchoBesideAsync(bench, project, "/tmp/unpacked-$$", cancellationToken);
        var inside = await EchoBesideAsync(bench, project, "node_modules", cancellationToken);
        return
        [
            new Figure("echo p99 while 5,000 files are unpacked over and over, against a quiet workspace", "ms", inside, Floor: quiet, AtMostFloors: Target),
            new Figure("the same, against the same work outside the workspace", "ms", inside, Floor: outside, AtMostFloors: Target),
        ];
    }

    private static async Task<double> EchoBesideAsync(WorkspaceBench bench, string project, string folder, CancellationToken cancellationToken)
    {
        var (terminal, terminalId, path) = await bench.OpenAsync(project, cancellationToken);
        await using var open = terminal;
        await terminal.TypeAsync("rm -f ~/stop; " + Work.Replace("DIR", folder, StringComparison.Ordinal), cancellationToken);
        await terminal.WaitForTextAsync("ready", WorkspaceBench.Patience);
        var p99 = await EchoAsync(bench, project, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(path)!, "stop"), "", cancellationToken);
        await terminal.WaitForTextAsync("stopped", WorkspaceBench.Patience);
        await bench.User.CloseTerminalAsync(project, terminalId, cancellationToken);
        return p99;
    }

    private static async Task<double> EchoAsync(WorkspaceBench bench, string project, CancellationToken cancellationToken)
    {
        var terminalId = await bench.User.OpenTerminalAsync(project, cancellationToken);
        var address = new UriBuilder(bench.System.ServerAddress) { Scheme = "ws", Path = $"/ws/v2/projects/{project}/terminals/{terminalId}", Query = "offset=0" };
        await using (var waiting = await bench.User.AttachAsync(project, terminalId, cancellationToken))
        {
            await waiting.WaitForPromptAsync(WorkspaceBench.Patience);
        }

        var figures = await TerminalMeter.MeasureAsync(address.Uri, bench.User.Token, Keys, 1 << 20, cancellationToken);
        await bench.User.CloseTerminalAsync(project, terminalId, cancellationToken);
        return figures.Echo.Percentile(0.99);
    }
}
