using System.Net.Sockets;
using System.Text.Encodings.Web;
using CloudIde.Core;
using CloudIde.Core.Aws;
using CloudIde.Core.Redis;
using CloudIde.Core.Settings;
using CloudIde.Server.Accounts;
using CloudIde.Server.Archives;
using CloudIde.Server.Commands;
using CloudIde.Server.Files;
using CloudIde.Server.Members;
using CloudIde.Server.Metadata;
using CloudIde.Server.Operations;
using CloudIde.Server.Pages;
using CloudIde.Server.Problems;
using CloudIde.Server.ProjectEvents;
using CloudIde.Server.Projects;
using CloudIde.Server.Security;
using CloudIde.Server.Terminals;
using CloudIde.Server.Workspaces;
using CloudIde.ServiceDefaults;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudIde.Server;

/// <summary>The IDE server: web UI, accounts, projects and files. Runs as a program of its own or in another one's process.</summary>
public sealed class ServerHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ServerHost(WebApplication app)
    {
        _app = app;
        Address = AddressOf(app);
    }

    /// <summary>Where the server listens, with the real port; the first address when there are several.</summary>
    public Uri Address { get; }

    /// <summary>Starts a server and waits until it takes requests.</summary>
    /// <param name="options">How it is hosted.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <returns>The running server.</returns>
    /// <exception cref="InvalidSettingsException">Settings are invalid; each has one line in the message.</exception>
    /// <exception cref="ServerStartException">Something it needs cannot be used; the message is one sentence.</exception>
    public static async Task<ServerHost> StartAsync(ServerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = CreateBuilder(options);
        var settings = SettingsReader.Read(
            builder.Configuration, reader => ServerSettings.Read(reader, builder.Environment.IsDevelopment()));
        var urls = ServerAddresses.Find(options, builder.Configuration);
        AddServices(builder, settings, ServerAddresses.AreLoopback(urls));
        options.Configure?.Invoke(builder);
        if (urls is not null)
        {
            builder.WebHost.UseUrls(urls);
        }

        var app = builder.Build();
        try
        {
            Map(app);
            await app.Services.InitializeMetadataAsync(settings.Metadata, cancellationToken);
            await app.StartAsync(cancellationToken);
            return new ServerHost(app);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            // A port in use is one kind, a privileged port or an address of another machine is the other.
            await app.DisposeAsync();
            throw new ServerStartException($"The server cannot listen on {urls ?? "the configured addresses"}: {error.Message}", error);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the server was told to stop, by a signal or by <see cref="StopAsync"/>.</summary>
    /// <param name="cancellationToken">Stops the server, too.</param>
    /// <returns>When it has stopped.</returns>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) => _app.WaitForShutdownAsync(cancellationToken);

    /// <summary>Stops taking requests and waits for those that run.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it has stopped.</returns>
    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Disposing alone would end the loops by an error in the middle of what they do.
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplicationBuilder CreateBuilder(ServerOptions options)
    {
        // Beside the assembly and not in the current directory, which belongs to the process that hosts this.
        var root = Path.GetDirectoryName(typeof(ServerHost).Assembly.Location)!;
        var webRoot = options.WebRoot ?? Path.Combine(root, "wwwroot");
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(ServerHost).Assembly.GetName().Name,
            Args = options.Configuration is null ? [.. options.Arguments] : [],
            ContentRootPath = root,
            WebRootPath = webRoot,
            EnvironmentName = options.EnvironmentName,
        });
        if (options.Configuration is not null)
        {
            builder.Configuration.Sources.Clear();
            builder.Configuration.AddConfiguration(options.Configuration);
        }

        // First, so that any other source wins. The framework's lines for each request say what traces say better.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [KeyValuePair.Create("Logging:LogLevel:Microsoft.AspNetCore", (string?)"Warning")],
        });
        if (!options.HandlesSignals)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, GuestLifetime>());
        }

        return builder;
    }

    private static void AddServices(WebApplicationBuilder builder, ServerSettings settings, bool loopbackOnly)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
        });

        // A keystroke goes on to Redis, and its echo to the browser, on the thread that received it: each hand-over to
        // another one costs about as much as the network. "Unsafe" is blocking there, which nothing in the server does.
        builder.WebHost.UseSockets(static sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.AddServiceDefaults("cloudide-server");
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<ServerTelemetry>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Configure<RouteHandlerOptions>(static routes => routes.ThrowOnBadRequest = true);

        // JSON is always sent as JSON, with nosniff, so that only what JSON needs has to be escaped.
        builder.Services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ServerJsonContext.Default);
        });

        builder.Services.AddAws(settings.Aws);
        builder.Services.AddRedis(builder.Configuration, "cloudide-server");
        builder.Services.AddCloudIdeCore();
        builder.Services.AddMetadata(settings.Metadata);
        builder.Services.AddRequestSecurity(settings, loopbackOnly);
        builder.Services.AddAccounts(settings.Accounts);
        builder.Services.AddProjects();
        builder.Services.AddMembers();
        builder.Services.AddFiles(settings.Files);
        builder.Services.AddWorkspaces();
        builder.Services.AddProjectEvents();
        builder.Services.AddTerminals(settings.Terminals);
        builder.Services.AddCommands(settings.Commands);
        builder.AddOperations(settings.Operations, settings.Aws);
        builder.Services.AddPages();
    }

    private static void Map(WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseHostCheck();
        app.UsePages();
        app.UseRouting();
        app.UseUnknownAddresses();
        app.UseCrossSiteCheck();
        app.UseAccounts();
        app.UseWebSockets();

        app.MapGroup("").AllowAnonymous().MapDefaultEndpoints();
        app.MapGet("/api/health", static () => TypedResults.Ok(new HealthAnswer("up"))).AllowAnonymous();
        app.MapAccounts();
        app.MapProjects();
        app.MapMembers();
        app.MapFiles();
        app.MapArchives();
        app.MapWorkspaces();
        app.MapProjectEvents();
        app.MapTerminals();
        app.MapCommands();
        app.MapOperations();
        app.MapPages();
    }

    private static Uri AddressOf(WebApplication app)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();

        // A wildcard is no address that a client can use.
        var binding = BindingAddress.Parse(address);
        var host = binding.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : binding.Host;
        return new UriBuilder(binding.Scheme, host, binding.Port).Uri;
    }
}
