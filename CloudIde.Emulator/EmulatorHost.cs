using System.Net;
using System.Text;
using CloudIde.Emulator.Hosting;
using CloudIde.Emulator.Protocol;
using CloudIde.ServiceDefaults;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CloudIde.Emulator;

/// <summary>
/// The part of AWS that CloudIDE uses, in one process and on one loopback endpoint. A program of its own, a test or
/// the AppHost hosts it; it takes no signal and no setting but its options.
/// </summary>
public sealed class EmulatorHost : IAsyncDisposable
{
    /// <summary>
    /// Kestrel's own refusal of large headers has no body. It reads up to this, so that S3 and the JSON services can
    /// answer with AWS's error, and refuses beyond.
    /// </summary>
    private const int MaxHeaderBytes = 1024 * 1024;

    private readonly WebApplication _application;
    private readonly DataDirectoryLock _dataLock;

    private EmulatorHost(WebApplication application, DataDirectoryLock dataLock, Uri endpoint)
    {
        _application = application;
        _dataLock = dataLock;
        Endpoint = endpoint;
    }

    /// <summary>The address for <c>AWS_ENDPOINT_URL</c>, such as <c>http://127.0.0.1:4566/</c>.</summary>
    public Uri Endpoint { get; }

    /// <summary>The services of the running emulator, for tests that look inside.</summary>
    internal IServiceProvider Services => _application.Services;

    /// <summary>Reads the kept state and starts to listen.</summary>
    /// <param name="options">How to run.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <returns>The running emulator.</returns>
    /// <exception cref="EmulatorStartException">The port is in use, or the data folder cannot be used.</exception>
    public static async Task<EmulatorHost> StartAsync(EmulatorOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var dataLock = DataDirectoryLock.Acquire(options.DataDirectory);
        WebApplication? application = null;
        try
        {
            application = Build(options with { DataDirectory = dataLock.Directory });
            await application.StartAsync(cancellationToken);
            return new EmulatorHost(application, dataLock, FindEndpoint(application));
        }
        catch (Exception exception)
        {
            if (application is not null)
            {
                await application.DisposeAsync();
            }

            dataLock.Dispose();
            if (exception is IOException { InnerException: AddressInUseException })
            {
                throw new EmulatorStartException(
                    $"Port {options.Port} is in use: end the program that listens there, or choose another with --port or EMULATOR_PORT.",
                    exception);
            }

            throw;
        }
    }

    /// <summary>Stops listening, ends tasks and long polls, and closes what is kept on disk.</summary>
    /// <param name="cancellationToken">Stops waiting for requests that still run.</param>
    /// <returns>A task that ends when all is closed.</returns>
    public Task StopAsync(CancellationToken cancellationToken = default) => _application.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        _dataLock.Dispose();
    }

    private static WebApplication Build(EmulatorOptions options)
    {
        // The empty builder reads no settings files, watches none and logs nowhere: that is most of a start's time.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "CloudIde.Emulator" });
        builder.WebHost.UseKestrelCore()
            .UseSockets(sockets =>
            {
                // A request's few microseconds are not worth handing it from thread to thread.
                sockets.UnsafePreferInlineScheduling = true;

                // Asking whether something has come before taking a buffer for it is one system call more for each packet.
                // A buffer of 4 KiB for each idle connection is cheaper: an emulator has dozens of them, not thousands.
                sockets.WaitForDataBeforeAllocatingBuffer = false;
            })
            .ConfigureKestrel(kestrel => ConfigureKestrel(kestrel, options.Port));
        builder.AddEmulatorTelemetry(options.LoggerFactory);
        builder.Services.AddSingleton<IHostLifetime, GuestLifetime>();
        builder.Services.AddRouting();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(options.TimeProvider);
        builder.Services.AddSingleton<AwsDispatcher>();
        builder.Services.AddEmulatorServices();

        var application = builder.Build();
        var dispatcher = application.Services.GetRequiredService<AwsDispatcher>();
        application.UseRejectionBodies();
        application.UseBodyTimeout(options);
        application.Use(next => context => dispatcher.HandleMarkedAsync(context, next));
        application.UseRouting();
        application.Use(next => context => context.GetEndpoint() is null ? dispatcher.HandleRestAsync(context) : next(context));
        application.MapEmulatorEndpoints();
        return application;
    }

    private static void ConfigureKestrel(KestrelServerOptions kestrel, int port)
    {
        kestrel.AddServerHeader = false;

        // Objects' metadata comes in UTF-8 and goes out as it came.
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
        kestrel.Limits.MaxRequestBodySize = null;

        // A slow client is welcome; one that falls silent is not, which the body's own timeout sees to.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = 4096;
        kestrel.Limits.MaxRequestLineSize = 256 * 1024;
        if (port == 0)
        {
            kestrel.Listen(IPAddress.Loopback, 0, Configure);
        }
        else
        {
            // Both loopback addresses, because "localhost" may resolve to either.
            kestrel.ListenLocalhost(port, Configure);
        }
    }

    private static void Configure(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.RefuseWorkspaceUsers();
        listen.UseRejectionBodies();
    }

    private static Uri FindEndpoint(WebApplication application)
    {
        var addresses = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        return new Uri($"http://127.0.0.1:{new Uri(addresses.First()).Port}/");
    }
}
