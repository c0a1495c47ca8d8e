using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace CloudIde.Bench.Clients;

/// <summary>An installed Chromium without a window, with a profile of its own. Never a download.</summary>
internal sealed class InstalledBrowser : IAsyncDisposable
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentDictionary<IRequest, bool> _requests = new();

    private InstalledBrowser(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    /// <summary>Errors that pages threw and did not catch.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Where a browser is installed, or null.</summary>
    public static string? Path { get; } = Array.Find(Places, File.Exists);

    /// <summary>Starts the browser at <see cref="Path"/>.</summary>
    public static async Task<InstalledBrowser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Path ?? throw new InvalidOperationException("No Chromium is installed."),
            Headless = true,
            Args =
            [
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        });
        return new InstalledBrowser(playwright, browser);
    }

    /// <summary>Opens a page in a context of its own.</summary>
    public async Task<IPage> NewPageAsync(ColorScheme colorScheme = ColorScheme.Light)
    {
        var context = await _browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = 1280, Height = 800 },
            ColorScheme = colorScheme,
        });
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Request += (_, request) => _requests[request] = true;
        page.RequestFinished += (_, request) => _requests.TryRemove(KeyValuePair.Create(request, true));
        page.RequestFailed += (_, request) => _requests.TryRemove(KeyValuePair.Create(request, true));
        return page;
    }

    /// <summary>Logs in through the login page, and waits for the page of projects.</summary>
    /// <param name="page">The page.</param>
    /// <param name="server">The server.</param>
    /// <param name="username">Whose account, with the password <see cref="IdeClient.Password"/>.</param>
    public static async Task LogInAsync(IPage page, Uri server, string username)
    {
        await page.GotoAsync(new Uri(server, "/login").AbsoluteUri);
        await page.GetByTestId("login-username").FillAsync(username);
        await page.GetByTestId("login-password").FillAsync(IdeClient.Password);
        await page.GetByTestId("login-submit").ClickAsync();
        await page.GetByTestId("new-project").First.WaitForAsync();
    }

    /// <summary>What a page shows and still waits for, for whoever reads why a step on it did not happen.</summary>
    public async Task<string> DescribeAsync(IPage page) =>
        $"{page.Url} shows: {await page.EvaluateAsync<string>("() => document.body.innerText")}\n"
            + $"It waits for: {string.Join(", ", _requests.Keys.Select(request => $"{request.Method} {request.Url}"))}\n"
            + $"Errors: {string.Join(", ", _errors)}";

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
