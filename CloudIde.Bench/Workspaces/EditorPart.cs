using System.Diagnostics;
using System.Globalization;
using CloudIde.Bench.Clients;
using CloudIde.Bench.Terminals;
using Microsoft.Playwright;

namespace CloudIde.Bench.Workspaces;

/// <summary>The same in an open editor: from a key pressed to the file system, and from a program's write to the page.</summary>
internal static class EditorPart
{
    private const string FileName = "watched.txt";
    private const double SaveTarget = 300;
    private const double ShownTarget = 500;

    /// <summary>Notes on the page, every 5 ms at most, how old a text is when it is first shown: it says when it was written.</summary>
    private const string Watch = """
        () => {
          window.shown = [];
          let last = cloudide.editorText();
          setInterval(() => {
            const text = cloudide.editorText();
            if (text !== last && text !== null && /^\d{19}\s*$/.test(text)) {
              window.shown.push(Date.now() - Number(text.slice(0, 16)) / 1000);
              last = text;
            }
          }, 5);
        }
        """;

    /// <summary>Measures.</summary>
    /// <param name="bench">The system.</param>
    /// <param name="project">A project with a terminal.</param>
    /// <param name="shell">The terminal, at its prompt.</param>
    /// <param name="folder">Where the project's files are.</param>
    /// <param name="tries">How many changes are timed on each side.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The figures; none where no browser is installed.</returns>
    public static async Task<IReadOnlyList<Figure>> RunAsync(
        WorkspaceBench bench, string project, TerminalClient shell, string folder, int tries, CancellationToken cancellationToken)
    {
        if (InstalledBrowser.Path is null)
        {
            Console.WriteLine("No Chromium is installed: the figures of an open editor are left out.");
            return [];
        }

        await bench.User.SaveFileAsync(project, FileName, "first", cancellationToken);
        await using var browser = await InstalledBrowser.StartAsync();
        var page = await browser.NewPageAsync();
        await OpenAsync(bench, page, project);
        Samples saved, shown;
        try
        {
            saved = await SaveAsync(page, Path.Combine(folder, FileName), tries, cancellationToken);
            shown = await ShowAsync(page, shell, tries, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} {await browser.DescribeAsync(page)}", e);
        }

        return
        [
            new("save in the editor (Ctrl+S) until it is in the terminal's file system, p50", "ms", saved.Percentile(0.5)),
            new("the same, p95", "ms", saved.Percentile(0.95), AtMost: SaveTarget),
            new("file written by the shell until an open editor shows it, p50", "ms", shown.Percentile(0.5)),
            new("the same, p95", "ms", shown.Percentile(0.95), AtMost: ShownTarget),
        ];
    }

    private static async Task OpenAsync(WorkspaceBench bench, IPage page, string project)
    {
        await InstalledBrowser.LogInAsync(page, bench.System.ServerAddress, bench.User.Username);
        await page.GotoAsync(new Uri(bench.System.ServerAddress, $"/projects/{project}").AbsoluteUri);
        await page.GetByTestId("file-" + FileName).ClickAsync();
        await page.WaitForFunctionAsync("() => window.cloudide?.editorText()?.startsWith('first')");
        await page.GetByTestId("editor").First.ClickAsync();
    }

    private static async Task<Samples> SaveAsync(IPage page, string path, int tries, CancellationToken cancellationToken)
    {
        var samples = new Samples();
        for (var i = 0; i < tries; i++)
        {
            var mark = string.Create(CultureInfo.InvariantCulture, $"mark{i};");
            await page.Keyboard.TypeAsync(mark);
            await page.WaitForFunctionAsync("mark => cloudide.editorText().includes(mark)", mark);
            var started = Stopwatch.GetTimestamp();
            await page.Keyboard.PressAsync("Control+s");
            await WorkspaceBench.UntilAsync(async () => (await File.ReadAllTextAsync(path, cancellationToken)).Contains(mark, StringComparison.Ordinal), TimeSpan.FromMilliseconds(1), cancellationToken);
            samples.Add(Stopwatch.GetElapsedTime(started));
        }

        return samples;
    }

    private static async Task<Samples> ShowAsync(IPage page, TerminalClient shell, int tries, CancellationToken cancellationToken)
    {
        await page.EvaluateAsync(Watch);
        await shell.TypeAsync(string.Create(CultureInfo.InvariantCulture, $"for i in $(seq {tries}); do date +%s%N > {FileName}; sleep 0.6; done; echo all-$((40+2))\n"), cancellationToken);
        await shell.WaitForTextAsync("all-42", WorkspaceBench.Patience);
        await page.WaitForTimeoutAsync(2000);
        var ages = await page.EvaluateAsync<double[]>("() => window.shown");
        if (ages.Length < tries)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"The editor showed {ages.Length} of {tries} versions."));
        }

        var samples = new Samples();
        foreach (var age in ages)
        {
            samples.Add(TimeSpan.FromMilliseconds(age));
        }

        return samples;
    }
}
