using System.CommandLine;
using CloudIde.AppHost.Embedded;
using CloudIde.Bench.Clients;
using Microsoft.Playwright;

namespace CloudIde.Bench.Screenshots;

/// <summary>Makes the pictures in <c>docs/images</c> from the real pages of a real run.</summary>
internal static class ScreenshotCommand
{
    private const string Password = "correct horse battery";
    private const float Patience = 60_000;

    /// <summary>The command <c>screenshots</c>.</summary>
    public static Command Command()
    {
        var folder = new Option<string>("--output") { Description = "The folder.", DefaultValueFactory = _ => "docs/images" };
        var command = new Command("screenshots", "Make the documentation's pictures. Needs an installed Chromium.") { folder };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(folder)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string folder, CancellationToken cancellationToken)
    {
        if (InstalledBrowser.Path is null)
        {
            await Console.Error.WriteLineAsync("No Chromium is installed.");
            return 1;
        }

        Directory.CreateDirectory(folder);
        var data = Directory.CreateTempSubdirectory("cloudide-screenshots-").FullName;
        try
        {
            await using var system = await EmbeddedSystem.StartAsync(new EmbeddedOptions(data, null, Verbose: false), cancellationToken);
            await using var browser = await InstalledBrowser.StartAsync();
            await TakeAsync(system.ServerAddress, browser, folder, ColorScheme.Light, "");
            await TakeAsync(system.ServerAddress, browser, folder, ColorScheme.Dark, "-dark");
            return 0;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task TakeAsync(Uri server, InstalledBrowser browser, string folder, ColorScheme scheme, string suffix)
    {
        var page = await browser.NewPageAsync(scheme);
        async Task ShootAsync(string name)
        {
            // Dialogs fade in.
            await page.WaitForTimeoutAsync(500);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}{suffix}.png") });
        }

        var username = "ada" + suffix.Replace('-', '_');
        await page.GotoAsync(new Uri(server, "/signup").AbsoluteUri);
        await page.GetByTestId("signup-username").FillAsync(username);
        await page.GetByTestId("signup-email").FillAsync(username + "@example.com");
        await ShootAsync("signup");
        await page.GetByTestId("signup-password").FillAsync(Password);
        await page.GetByTestId("signup-submit").ClickAsync();

        await page.GetByTestId("new-project").First.ClickAsync();
        await page.GetByTestId("project-name").FillAsync("hello-python");
        await ShootAsync("new-project");
        await page.GetByTestId("project-create").ClickAsync();
        await page.GetByTestId("file-main.py").ClickAsync();
        await page.GetByTestId("new-terminal").First.ClickAsync();
        await page.WaitForFunctionAsync("() => /[$#%] $/.test(cloudide.terminalText().trimEnd() + ' ')", null, new() { Timeout = Patience });
        await page.GetByTestId("terminal").First.ClickAsync();
        await page.Keyboard.TypeAsync("ls -l --color && python3 main.py");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => cloudide.terminalText().split('\\n').filter(l => /[$#%]/.test(l)).length >= 2", null, new() { Timeout = Patience });
        await ShootAsync("workbench");
        await page.GotoAsync(new Uri(server, "/projects").AbsoluteUri);
        await page.GetByTestId("project-list").WaitForAsync();
        await ShootAsync("projects");
    }
}
