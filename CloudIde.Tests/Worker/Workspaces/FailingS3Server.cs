using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudIde.Tests.Worker.Workspaces;

/// <summary>Stands between a worker and S3, and lets each third request fail, in turn in each way that there is.</summary>
internal sealed class FailingS3Server : IAsyncDisposable
{
    private const int Every = 3;
    private const int HalfOfAnAnswer = 100;

    private readonly WebApplication _server;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly Uri _target;
    private int _requests;
    private int _failures;

    private FailingS3Server(WebApplication server, Uri target)
    {
        _server = server;
        _target = target;
    }

    public Uri Endpoint => new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public int Requests => Volatile.Read(ref _requests);

    public int Failures => Volatile.Read(ref _failures);

    public static async Task<FailingS3Server> StartAsync(Uri target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<KestrelServerOptions>(options => options.Limits.MaxRequestBodySize = null);
        var application = builder.Build();
        var server = new FailingS3Server(application, target);
        application.Run(server.AnswerAsync);
        await application.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
        _client.Dispose();
    }

    private Task AnswerAsync(HttpContext context) =>
        Interlocked.Increment(ref _requests) % Every != 0 ? ForwardAsync(context, int.MaxValue) : FailAsync(context);

    private async Task FailAsync(HttpContext context)
    {
        switch (Interlocked.Increment(ref _failures) % 5)
        {
            case 0:
                await RefuseAsync(context, HttpStatusCode.ServiceUnavailable, "SlowDown");
                break;
            case 1:
                await RefuseAsync(context, HttpStatusCode.InternalServerError, "InternalError");
                break;
            case 2:
                context.Abort();
                break;
            case 3:
                // It is done, and nobody learns of it.
                await ForwardAsync(context, 0);
                break;
            default:
                await ForwardAsync(context, HalfOfAnAnswer);
                break;
        }
    }

    private static async Task RefuseAsync(HttpContext context, HttpStatusCode status, string code)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "application/xml";
        await context.Response.WriteAsync($"<Error><Code>{code}</Code><Message>It fails as the test says.</Message></Error>", context.RequestAborted);
    }

    private async Task ForwardAsync(HttpContext context, int answerBytes)
    {
        var target = new Uri(
            _target.GetLeftPart(UriPartial.Authority) + context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), target);
        var hasBody = context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0;
        request.Content = hasBody ? new StreamContent(context.Request.Body) : null;
        foreach (var (name, values) in context.Request.Headers)
        {
            if (name is not ("Transfer-Encoding" or "Connection") && !request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        var body = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (answerBytes == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (name is not ("Transfer-Encoding" or "Connection"))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        await context.Response.Body.WriteAsync(body.AsMemory(0, Math.Min(answerBytes, body.Length)), context.RequestAborted);
        if (answerBytes < body.Length)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        }
    }
}
