using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Fleet;

/// <summary>An ECS endpoint whose answers a test writes: for paging and failures, which moto does not do.</summary>
internal sealed class ScriptedEcs : IAsyncDisposable
{
    private readonly WebApplication _server;

    private ScriptedEcs(WebApplication server) => _server = server;

    public ConcurrentQueue<(string Operation, JsonNode Body)> Requests { get; } = new();

    public string Url => _server.Urls.First();

    public static async Task<ScriptedEcs> StartAsync(Func<string, JsonNode, (int Status, string Body)> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        var ecs = new ScriptedEcs(server);
        server.Run(async context =>
        {
            var operation = context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
            var body = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
            ecs.Requests.Enqueue((operation, body));
            var (status, text) = answer(operation, body);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/x-amz-json-1.1";
            await context.Response.WriteAsync(text, context.RequestAborted);
        });
        await server.StartAsync(TestContext.Current.CancellationToken);
        return ecs;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
