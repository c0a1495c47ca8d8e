using System.Net;
using System.Text;
using CloudIde.Bench.Clients;
using CloudIde.Core.Files;
using CloudIde.Core.Workspaces;
using CloudIde.Server.Accounts;
using Microsoft.Playwright;
using Xunit;

namespace CloudIde.Tests.Server.Pages;

/// <summary>The workbench in a real browser, while others change its files and a worker says what its workspace does.</summary>
public sealed class WorkbenchTests : IAsyncLifetime
{
    private readonly ServerWithRedis _world = new();
    private InstalledBrowser? _browser;
    private ApiClient? _user;
    private string _project = "";

    private string Files => $"/api/v2/projects/{_project}/files";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(InstalledBrowser.Path is null, "No Chromium is installed: .ci/run installs it.");
        _world.Server.ServesPages = true;
        await _world.InitializeAsync();
        _browser = await InstalledBrowser.StartAsync();
        _user = await _world.Server.SignUpAsync();
        _project = await _user.CreateProjectAsync(stack: "python");
        await WriteAsync("notes.txt", "one\ntwo\nthree\n");
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _user?.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Files_ChangedElsewhere_ShowInTreeAndOpenEditorAtOnce()
    {
        var page = await OpenAsync("notes.txt");
        await WriteAsync("made/elsewhere.txt", "x");
        await page.GetByTestId("file-made").WaitForAsync();

        await page.Locator(".cm-line").Nth(1).ClickAsync();
        await WriteAsync("notes.txt", "zero\none\ntwo\nthree\nfour\n");
        await ShowsAsync(page, "zero\none\ntwo\nthree\nfour\n");
        await Assertions.Expect(page.Locator(".status-editor")).ToContainTextAsync("Ln 3");

        (await _user!.DeleteAsync(Files + "/notes.txt")).Is(HttpStatusCode.OK);
        await page.GetByTestId("deleted-save").ClickAsync();
        await page.GetByTestId("deleted-save").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Equal("zero\none\ntwo\nthree\nfour\n", await ReadAsync("notes.txt"));
        Assert.Empty(_browser!.Errors);
    }

    [Fact]
    public async Task File_ChangedOnBothSides_IsNotSavedBeforeThePersonChooses()
    {
        var page = await OpenAsync("notes.txt");
        await page.Locator(".cm-content").ClickAsync();
        await page.Keyboard.PressAsync("Control+Home");
        await page.Keyboard.TypeAsync("mine ");
        await WriteAsync("notes.txt", "one\ntwo\ntheirs\n");
        await page.GetByTestId("conflict-bar").WaitForAsync();
        await page.Keyboard.PressAsync("Control+s");
        Assert.Equal("one\ntwo\ntheirs\n", await ReadAsync("notes.txt"));

        await page.GetByTestId("conflict-compare").ClickAsync();
        await page.GetByTestId("compare-dialog").WaitForAsync();
        await page.GetByTestId("compare").GetByRole(AriaRole.Button, new() { Name = "Take these lines over" }).Last.ClickAsync();
        await page.GetByTestId("compare-mine").ClickAsync();
        await page.GetByTestId("conflict-bar").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Equal("mine one\ntwo\ntheirs\n", await ReadAsync("notes.txt"));

        await page.Locator(".cm-content").ClickAsync();
        await page.Keyboard.TypeAsync("again ");
        await WriteAsync("notes.txt", "theirs\n");
        await page.GetByTestId("conflict-theirs").ClickAsync();
        await ShowsAsync(page, "theirs\n");
        Assert.Empty(_browser!.Errors);
    }

    [Fact]
    public async Task Workspace_ThatWillStop_WarnsAndIsKeptOnRequest()
    {
        var page = await OpenAsync("notes.txt");
        var lease = await _world.Workspaces.AcquireAsync(_project, "w1", "a1");
        await _world.Workspaces.SetStatusAsync(lease, WorkspaceState.Active);
        await _world.Keeping.ReportAsync(lease, "A build runs.", null);
        await Assertions.Expect(page.GetByTestId("workspace-keep")).ToHaveTextAsync("Kept: a build runs");
        var renewing = RenewAsync(lease);
        await _world.Keeping.ReportAsync(lease, "Nothing runs and nobody watches.", DateTimeOffset.UtcNow.AddSeconds(55));
        await page.GetByTestId("stop-warning").WaitForAsync();
        await page.GetByTestId("keep-hour").ClickAsync();
        await Assertions.Expect(page.GetByTestId("workspace-keep")).ToContainTextAsync("Kept until");
        await page.GetByTestId("stop-warning").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.NotNull((await _world.Keeping.ReadAsync(_project)).KeepUntil);
        await _world.Workspaces.ReleaseAsync(lease);
        await renewing;

        await WriteAsync("notes (terminal).txt", "theirs");
        await _world.Files.PublishAsync(_project, new FileChanges(FileChanges.Worker,
            [new FileChange(FileChangeKind.Conflict, "notes.txt", CopyPath: "notes (terminal).txt", Message: "Both changed notes.txt.")]));
        await page.GetByTestId("toasts").GetByText("Open both versions").ClickAsync();
        await page.GetByTestId("editor-tab-notes (terminal).txt").WaitForAsync();
        await page.GetByTestId("file-notices").ClickAsync();
        await page.GetByTestId("notices-dialog").GetByText("Both changed notes.txt.").WaitForAsync();
        Assert.Empty(_browser!.Errors);
    }

    [Fact]
    public async Task Page_OpenedAgain_ShowsTheFilesThatWereOpen()
    {
        await WriteAsync("long.txt", string.Concat(Enumerable.Range(1, 400).Select(i => $"line {i}\n")));
        await WriteAsync("gone.txt", "x");
        var page = await OpenAsync("gone.txt");
        await page.GetByTestId("file-notes.txt").ClickAsync();
        await page.GetByTestId("file-long.txt").ClickAsync();
        await ShowsAsync(page, "line 400");
        await page.Keyboard.PressAsync("Control+End");
        await Assertions.Expect(page.Locator(".status-editor")).ToContainTextAsync("Ln 401");
        await page.GotoAsync(new Uri(_world.Server.Address, "/projects").AbsoluteUri);
        (await _user!.DeleteAsync(Files + "/gone.txt")).Is(HttpStatusCode.OK);

        await page.GotoAsync(new Uri(_world.Server.Address, $"/projects/{_project}").AbsoluteUri);
        await ShowsAsync(page, "line 400");
        await Assertions.Expect(page.Locator(".status-editor")).ToContainTextAsync("Ln 401");
        await Assertions.Expect(page.Locator(".cm-content")).ToContainTextAsync("line 400");
        await page.GetByTestId("editor-tab-notes.txt").ClickAsync();
        await ShowsAsync(page, "three");
        Assert.Equal(0, await page.GetByTestId("editor-tab-gone.txt").CountAsync());
        Assert.Empty(_browser!.Errors);
    }

    private static Task ShowsAsync(IPage page, string text) =>
        page.WaitForFunctionAsync("text => window.cloudide?.editorText()?.includes(text)", text);

    private async Task<IPage> OpenAsync(string file)
    {
        var page = await _browser!.NewPageAsync();
        await page.Context.AddCookiesAsync([new() { Name = SessionCookie.Name, Value = _user!.Token!, Url = _world.Server.Address.AbsoluteUri }]);
        await page.GotoAsync(new Uri(_world.Server.Address, $"/projects/{_project}?file={file}").AbsoluteUri);
        await page.WaitForFunctionAsync("() => window.cloudide?.editorText() != null");
        return page;
    }

    private async Task WriteAsync(string path, string text) =>
        (await _user!.PutBytesAsync($"{Files}/{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}", Encoding.UTF8.GetBytes(text)))
            .Is(HttpStatusCode.OK);

    private async Task<string> ReadAsync(string path) =>
        Encoding.UTF8.GetString((await _user!.GetAsync($"{Files}/{path}?raw=1")).Is(HttpStatusCode.OK).Body);

    /// <summary>Holds the lease until it is released, as a worker does.</summary>
    private async Task RenewAsync(WorkspaceLease lease)
    {
        while ((await _world.Workspaces.RenewAsync(lease)).IsHeld)
        {
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }
    }
}
