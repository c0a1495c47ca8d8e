using System.Net.Http.Headers;
using System.Net.Http.Json;
using Amazon.SQS;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using CloudIde.Emulator.Redis;
using CloudIde.Server;
using CloudIde.Server.Metadata;
using CloudIde.Tests.Core.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Server.Terminals;

/// <summary>Real servers over one Redis and one database, with users and without workers. Class fixture.</summary>
public sealed class TerminalWorld : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("cloudide-terminals-").FullName;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false });
    private RedisHost? _garnet;
    private CuttableProxy? _proxy;
    private ServerHost? _first;
    private ServerHost? _second;

    internal IConnectionMultiplexer Redis { get; private set; } = null!;

    internal IServiceProvider Services { get; private set; } = null!;

    /// <summary>Set before the start, the servers reach Redis through a proxy whose connections a test can cut.</summary>
    internal bool ThroughProxy { get; init; }

    internal CuttableProxy Proxy => _proxy!;

    internal RecordingQueue Queue { get; } = new();

    internal WorkspaceDirectory Workspaces => new(Redis);

    internal TerminalDirectory Terminals => new(Redis, Workspaces);

    internal Uri First => _first!.Address;

    internal Uri Second => _second!.Address;

    internal TestUser Owner { get; private set; } = null!;

    internal TestUser Editor { get; private set; } = null!;

    internal TestUser Watcher { get; private set; } = null!;

    internal TestUser Stranger { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _garnet = RedisHost.Start();
        _proxy = ThroughProxy ? CuttableProxy.Start(_garnet.Port) : null;
        Redis = await ConnectionMultiplexer.ConnectAsync(RedisServers.Options(_garnet.Port));
        _first = await StartAsync();
        Owner = await SignUpAsync("owner");
        Editor = await SignUpAsync("editor");
        Watcher = await SignUpAsync("watcher");
        Stranger = await SignUpAsync("stranger");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(_first);
        await StopAsync(_second);
        await Redis.DisposeAsync();
        await (_proxy?.DisposeAsync() ?? ValueTask.CompletedTask);
        _garnet?.Dispose();
        Queue.Dispose();
        _http.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Starts a second server beside the first.</summary>
    internal async Task StartSecondAsync() => _second ??= await StartAsync();

    /// <summary>Stops the first server and starts another one at another address.</summary>
    internal async Task RestartFirstAsync()
    {
        await StopAsync(_first);
        _first = await StartAsync();
    }

    internal Task StopFirstAsync() => _first!.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>A project of the owner's, shared with the editor and the watcher.</summary>
    internal async Task<string> CreateProjectAsync()
    {
        var store = Services.GetRequiredService<IMetadataStore>();
        var cancellationToken = TestContext.Current.CancellationToken;
        var id = RandomId.Create();
        await store.AddProjectAsync(
            new Project(id, Owner.Id, "P", "", "empty", "", 0, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), cancellationToken);
        await store.SetMemberAsync(id, Editor.Id, ProjectRole.Editor, cancellationToken);
        await store.SetMemberAsync(id, Watcher.Id, ProjectRole.Viewer, cancellationToken);
        return id;
    }

    /// <summary>A terminal of a new project, made without the API.</summary>
    internal async Task<TerminalKey> CreateTerminalAsync()
    {
        var key = new TerminalKey(await CreateProjectAsync(), "t" + RandomId.Create());
        Assert.True(await Terminals.CreateAsync(key, "Terminal", TerminalSize.Default, DateTimeOffset.UtcNow, 20));
        return key;
    }

    internal Task<TestViewer> WatchAsync(
        TerminalKey key, TestUser? user = null, long? offset = null, string? viewer = null, Uri? server = null) =>
        TestViewer.ConnectAsync(server ?? First, key, (user ?? Owner).Token, offset, viewer);

    internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, TestUser? user, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(First, path))
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        if (user is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user.Token);
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task StopAsync(ServerHost? server)
    {
        if (server is not null)
        {
            await server.StopAsync(CancellationToken.None);
            await server.DisposeAsync();
        }
    }

    private Task<ServerHost> StartAsync()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("JWT_SECRET", "0123456789abcdef0123456789abcdef-test"),
            new("CLOUDIDE_SIGNIN_LIMIT", "100000"),
            new("CLOUDIDE_DATA", Path.Combine(_directory, "data")),
            new("AWS_ENDPOINT_URL", "http://127.0.0.1:9"),
            new("REDIS_HOST", "127.0.0.1"),
            new("REDIS_PORT", $"{_proxy?.Port ?? _garnet!.Port}"),
            new("TERMINALS_PER_PROJECT", "3"),
            new("TERMINAL_CLOSE_SECONDS", "1"),
            new("TERMINAL_VIEWER_WINDOW_BYTES", "65536"),
            new("Logging:LogLevel:Default", "Warning"),
        ]).Build();
        return ServerHost.StartAsync(
            new ServerOptions
            {
                Configuration = configuration,
                Urls = "http://127.0.0.1:0",
                EnvironmentName = "Development",
                WebRoot = _directory,
                Configure = builder =>
                {
                    builder.Services.Replace(ServiceDescriptor.Singleton<IAmazonSQS>(Queue));
                    builder.Services.AddSingleton<IHostedService>(services =>
                    {
                        Services = services;
                        return new Nothing();
                    });
                },
            },
            TestContext.Current.CancellationToken);
    }

    private async Task<TestUser> SignUpAsync(string name)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var credentials = new { username = name, email = $"{name}@example.com", password = "correct horse" };
        (await _http.PostAsJsonAsync(new Uri(First, "/api/v1/signup"), credentials, cancellationToken)).EnsureSuccessStatusCode();
        var signin = await _http.PostAsJsonAsync(new Uri(First, "/api/v1/signin"), credentials, cancellationToken);
        var answer = await signin.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(cancellationToken);
        return new TestUser(answer.GetProperty("user").GetProperty("id").GetString()!, name, answer.GetProperty("token").GetString()!);
    }

    private sealed class Nothing : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
