using CloudIde.Bench.Clients;
using Xunit;

namespace CloudIde.Tests.AppHost;

/// <summary>The same path as a person walks it, in a real browser: what is on the page is what counts.</summary>
public sealed class BrowserTests(EmbeddedFixture fixture) : IClassFixture<EmbeddedFixture>
{
    private const float ColdStart = 60_000;
    private const float Soon = 20_000;

    [Fact]
    public async Task Page_FromSignUpToAClosedTerminal_RunsASavedProgramAndKeepsWhatItWrote()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows the worker needs a container or WSL.");
        var cancellation = TestContext.Current.CancellationToken;
        Assert.SkipWhen(InstalledBrowser.Path is null, "No Chromium is installed: .ci/run installs it.");
        await using var browser = await InstalledBrowser.StartAsync();
        var page = await browser.NewPageAsync();
        var username = "ann" + Guid.NewGuid().ToString("N")[..8];

        // Sign up.
        await page.GotoAsync(new Uri(fixture.System.ServerAddress, "/signup").AbsoluteUri);
        await page.GetByTestId("signup-username").FillAsync(username);
        await page.GetByTestId("signup-email").FillAsync(username + "@example.com");
        await page.GetByTestId("signup-password").FillAsync(IdeClient.Password);
        await page.GetByTestId("signup-submit").ClickAsync();

        // Create a project.
        await page.GetByTestId("new-project").First.ClickAsync();
        await page.GetByTestId("project-name").FillAsync("hello");
        await page.GetByTestId("project-create").ClickAsync();
        var project = "";
        try
        {
            // The page is asked. WaitForURLAsync looks at the last address told and only then listens for the next one, and
            // on a busy machine all of them come in between.
            var opened = await page.WaitForFunctionAsync("() => /^[/]projects[/]([^/]+)$/.exec(location.pathname)?.[1]");
            project = await opened.JsonValueAsync<string>();
        }
        catch (TimeoutException e)
        {
            Assert.Fail($"{e.Message} {await browser.DescribeAsync(page)}");
        }

        // A program, saved through the files API.
        using var user = await IdeClient.SignInAsync(fixture.System.ServerAddress, username, cancellation);
        var (file, command) = Program();
        await user.SaveFileAsync(project, file.Name, file.Content, cancellation);

        // A terminal runs it; its output is on the page.
        await page.GetByTestId("new-terminal").First.ClickAsync();
        await page.WaitForFunctionAsync("() => /[$#%] $/.test(cloudide.terminalText().trimEnd() + ' ')", null, new() { Timeout = ColdStart });
        await page.GetByTestId("terminal").First.ClickAsync();
        await page.Keyboard.TypeAsync(command);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => cloudide.terminalText().includes('answer 42')", null, new() { Timeout = Soon });

        // Closed, the file that it wrote comes back from the API.
        var terminals = await user.ListTerminalsAsync(project, cancellation);
        await user.CloseTerminalAsync(project, Assert.Single(terminals), cancellation);
        Assert.Equal("written by the program\n", await user.ReadFileAsync(project, "result.txt", cancellation));
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task Page_ReloadedWhileATerminalRuns_ShowsItsOutputAgain()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows the worker needs a container or WSL.");
        var cancellation = TestContext.Current.CancellationToken;
        Assert.SkipWhen(InstalledBrowser.Path is null, "No Chromium is installed: .ci/run installs it.");
        await using var browser = await InstalledBrowser.StartAsync();
        var page = await browser.NewPageAsync();
        using var user = await IdeClient.SignUpAsync(fixture.System.ServerAddress, cancellation);
        var project = await user.CreateProjectAsync("reload", cancellation);

        await InstalledBrowser.LogInAsync(page, fixture.System.ServerAddress, user.Username);
        await page.GotoAsync(new Uri(fixture.System.ServerAddress, $"/projects/{project}").AbsoluteUri);
        await page.GetByTestId("new-terminal").First.ClickAsync();
        await page.WaitForFunctionAsync("() => /[$#%] $/.test(cloudide.terminalText().trimEnd() + ' ')", null, new() { Timeout = ColdStart });
        await page.GetByTestId("terminal").First.ClickAsync();
        await page.Keyboard.TypeAsync("echo before-$((3))");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => cloudide.terminalText().includes('before-3')", null, new() { Timeout = Soon });

        await page.ReloadAsync();
        await page.WaitForFunctionAsync("() => window.cloudide?.terminalText().includes('before-3')", null, new() { Timeout = Soon });
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task Terminal_OpenedWhileThePageStillAsksForOthers_HasOneTab()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows the worker needs a container or WSL.");
        var cancellation = TestContext.Current.CancellationToken;
        Assert.SkipWhen(InstalledBrowser.Path is null, "No Chromium is installed: .ci/run installs it.");
        await using var browser = await InstalledBrowser.StartAsync();
        var page = await browser.NewPageAsync();
        using var user = await IdeClient.SignUpAsync(fixture.System.ServerAddress, cancellation);
        var project = await user.CreateProjectAsync("early", cancellation);
        await InstalledBrowser.LogInAsync(page, fixture.System.ServerAddress, user.Username);

        // The list is asked for once the new terminal is in it, or when the page does not open one before it has the list.
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/api/v2/projects/*/terminals", async route =>
        {
            if (route.Request.Method == "POST")
            {
                var answer = await route.FetchAsync();
                opened.TrySetResult();
                await route.FulfillAsync(new() { Response = answer });
            }
            else
            {
                await Task.WhenAny(opened.Task, Task.Delay(TimeSpan.FromSeconds(3), cancellation));
                await route.ContinueAsync();
            }
        });
        await page.GotoAsync(new Uri(fixture.System.ServerAddress, $"/projects/{project}").AbsoluteUri);
        await page.GetByTestId("new-terminal").First.ClickAsync();
        await page.WaitForFunctionAsync("() => /[$#%] $/.test(cloudide.terminalText().trimEnd() + ' ')", null, new() { Timeout = ColdStart });
        Assert.Single(await user.ListTerminalsAsync(project, cancellation));
        Assert.Equal(1, await page.GetByTestId("terminal").CountAsync());
        await page.GetByTestId("terminal").ClickAsync();
        Assert.Empty(browser.Errors);
    }

    /// <summary>Python where it is installed; Node is always there, since the web UI is built with it.</summary>
    private static ((string Name, string Content) File, string Command) Program() =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "python3")))
            ? (("answer.py", "open('result.txt', 'w').write('written by the program\\n')\nprint('answer', 6 * 7)\n"), "python3 answer.py")
            : (("answer.js", "require('fs').writeFileSync('result.txt', 'written by the program\\n')\nconsole.log('answer', 6 * 7)\n"), "node answer.js");
}
