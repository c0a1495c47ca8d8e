using CloudIde.Core.Settings;
using CloudIde.Orchestrator.Hosting;
using CloudIde.Orchestrator.Leadership;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Settings;
using CloudIde.ServiceDefaults;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudIde.Orchestrator;

/// <summary>The orchestrator: the scaling loop and its health endpoints. Runs as a program of its own or in another one's process.</summary>
public sealed class OrchestratorHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OrchestratorHost(WebApplication app)
    {
        _app = app;
        Address = AddressOf(app);
    }

    /// <summary>Where <c>/health</c> and <c>/alive</c> are, with the real port.</summary>
    public Uri Address { get; }

    /// <summary>Starts an orchestrator. It returns when the health endpoints answer; the first round follows at once.</summary>
    /// <param name="options">How it is hosted.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <returns>The running orchestrator.</returns>
    /// <exception cref="InvalidSettingsException">Settings are invalid; each has one line in the message.</exception>
    /// <exception cref="OrchestratorStartException">Something it needs cannot be used; the message is one sentence.</exception>
    public static async Task<OrchestratorHost> StartAsync(OrchestratorOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var app = Build(options);
        try
        {
            app.MapDefaultEndpoints();
            MapMetrics(app);
            await app.StartAsync(cancellationToken);
            return new OrchestratorHost(app);
        }
        catch (IOException error)
        {
            // Kestrel's message names the address: "Failed to bind to address http://...: address already in use."
            await app.DisposeAsync();
            throw new OrchestratorStartException(
                $"The orchestrator cannot listen: {error.Message} ORCHESTRATOR_PORT or ASPNETCORE_URLS says where.", error);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the orchestrator has ended: by a signal, by <see cref="StopAsync"/>, or because it failed.</summary>
    /// <param name="cancellationToken">Stops the orchestrator, too.</param>
    /// <returns>A task that fails when the loop has died of an error.</returns>
    public async Task WaitForShutdownAsync(CancellationToken cancellationToken = default)
    {
        await _app.WaitForShutdownAsync(cancellationToken);
        foreach (var service in new BackgroundService[]
        {
            _app.Services.GetRequiredService<ScalingLoop>(),
            _app.Services.GetRequiredService<LeaderElection>(),
        })
        {
            if (service.ExecuteTask is { IsFaulted: true } failed)
            {
                await failed;
            }
        }
    }

    /// <summary>Stops scaling and gives up the lead. Workers go on: the next orchestrator finds them.</summary>
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

    private static WebApplication Build(OrchestratorOptions options)
    {
        var configuration = options.Configuration ?? OrchestratorOptions.FromEnvironment();
        var settings = OrchestratorSettings.Read(configuration);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(OrchestratorHost).Assembly.GetName().Name,
            ContentRootPath = Path.GetDirectoryName(typeof(OrchestratorHost).Assembly.Location),
        });

        // Only what was given: in another program's process, the environment is the other's.
        builder.Configuration.Sources.Clear();
        builder.Configuration.Sources.Add(new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
                ["Logging:LogLevel:StackExchange.Redis"] = "Warning",
            },
        });
        builder.Configuration.AddConfiguration(configuration);
        if (!options.HandlesSignals)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, GuestLifetime>());
        }

        builder.AddServiceDefaults("cloudide-orchestrator");
        builder.AddPrometheus();
        builder.Services.AddOrchestrator(configuration, settings);
        options.Configure?.Invoke(builder);
        builder.WebHost.UseUrls(settings.Urls);
        return builder.Build();
    }

    private static void MapMetrics(WebApplication app)
    {
        // Without a token they are as open as the health endpoints, which listen on loopback unless somebody says otherwise.
        var token = app.Services.GetRequiredService<OrchestratorSettings>().MetricsToken;
        app.UseWhen(
            context => context.Request.Path == MetricsExtensions.Path && token is not null && !MetricsToken.IsSent(context.Request, token),
            refused => refused.Run(static context =>
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                context.Response.Headers.WWWAuthenticate = "Bearer";
                return Task.CompletedTask;
            }));
        app.MapMetrics();
    }

    private static Uri AddressOf(WebApplication app)
    {
        var address = app.Services.GetRequiredService<IServer>().Features
            .GetRequiredFeature<IServerAddressesFeature>().Addresses.First();

        // A wildcard is no address that a client can use.
        var binding = BindingAddress.Parse(address);
        var host = binding.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : binding.Host;
        return new UriBuilder(binding.Scheme, host, binding.Port).Uri;
    }
}
