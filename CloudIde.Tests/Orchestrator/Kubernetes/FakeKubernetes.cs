using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Kubernetes;

/// <summary>
/// The part of a Kubernetes API server that concerns pods, over real HTTP: names that are taken, label selectors, pages, quotas,
/// graceful deletion, logs. Pods run nothing; a test says what becomes of them.
/// </summary>
internal sealed class FakeKubernetes : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<string, JsonObject> _pods = new();

    private FakeKubernetes(WebApplication server) => _server = server;

    /// <summary>How many pods the namespace's quota allows.</summary>
    public int Quota { get; set; } = int.MaxValue;

    /// <summary>The next calls that create a pod are answered with 500 after the pod was created: the answer is lost.</summary>
    public int LostAnswers { get; set; }

    /// <summary>How long a log that is followed is quiet before its third line.</summary>
    public TimeSpan Quiet { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Fails every call, as an API server does that is being replaced.</summary>
    public bool IsDown { get; set; }

    public ConcurrentQueue<string> Calls { get; } = new();

    public IReadOnlyList<JsonObject> Pods => [.. _pods.Values.OrderBy(NameOf, StringComparer.Ordinal)];

    public static async Task<FakeKubernetes> StartAsync(TimeSpan? quiet = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        var fake = new FakeKubernetes(server) { Quiet = quiet ?? Timeout.InfiniteTimeSpan };
        server.Use((context, next) =>
        {
            fake.Calls.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            return fake.IsDown ? StatusAsync(context, 503, "ServiceUnavailable", "the server is currently unable to handle the request") : next(context);
        });
        server.MapPost("/api/v1/namespaces/{ns}/pods", fake.CreateAsync);
        server.MapGet("/api/v1/namespaces/{ns}/pods", fake.ListAsync);
        server.MapDelete("/api/v1/namespaces/{ns}/pods/{name}", fake.DeleteAsync);
        server.MapGet("/api/v1/namespaces/{ns}/pods/{name}/log", fake.LogAsync);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return fake;
    }

    public IKubernetes CreateClient(TimeSpan? bound = null) => new k8s.Kubernetes(new KubernetesClientConfiguration
    {
        Host = _server.Urls.First(),
        HttpClientTimeout = bound ?? TimeSpan.FromSeconds(15),
    });

    public JsonObject Pod(string name) => _pods[name];

    /// <summary>Says what became of a pod.</summary>
    public void SetPhase(string name, string phase) => _pods[name]["status"]!["phase"] = phase;

    /// <summary>A pod's container waits, and says why.</summary>
    public void SetWaiting(string name, string reason) => _pods[name]["status"] = new JsonObject
    {
        ["phase"] = "Pending",
        ["containerStatuses"] = new JsonArray(new JsonObject
        {
            ["name"] = "cloudide-worker",
            ["image"] = "i",
            ["imageID"] = "",
            ["ready"] = false,
            ["restartCount"] = 0,
            ["state"] = new JsonObject { ["waiting"] = new JsonObject { ["reason"] = reason } },
        }),
    };

    /// <summary>A pod that was deleted has ended.</summary>
    public void Remove(string name) => _pods.TryRemove(name, out _);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string NameOf(JsonObject pod) => (string)pod["metadata"]!["name"]!;

    private static Task StatusAsync(HttpContext context, int code, string reason, string message)
    {
        context.Response.StatusCode = code;
        return context.Response.WriteAsJsonAsync(new
        {
            kind = "Status",
            apiVersion = "v1",
            status = "Failure",
            message,
            reason,
            code,
        });
    }

    private static bool Matches(JsonObject pod, string? selector) => selector is null || selector.Split(',').All(term =>
        term.Split('=') is [var key, var value] && (string?)pod["metadata"]?["labels"]?[key] == value);

    private async Task CreateAsync(HttpContext context, string ns)
    {
        var pod = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        var name = NameOf(pod);
        if (_pods.Count >= Quota)
        {
            await StatusAsync(context, 403, "Forbidden", $"pods \"{name}\" is forbidden: exceeded quota: pods, limited: pods={Quota}");
            return;
        }

        pod["metadata"]!["namespace"] = ns;
        pod["metadata"]!["creationTimestamp"] = "2025-01-01T00:00:00Z";
        pod["status"] = new JsonObject { ["phase"] = "Pending" };
        if (!_pods.TryAdd(name, pod))
        {
            await StatusAsync(context, 409, "AlreadyExists", $"pods \"{name}\" already exists");
            return;
        }

        if (LostAnswers > 0)
        {
            LostAnswers--;
            await StatusAsync(context, 500, "InternalError", "the answer was lost");
            return;
        }

        context.Response.StatusCode = 201;
        await context.Response.WriteAsync(pod.ToJsonString(), context.RequestAborted);
    }

    private Task ListAsync(HttpContext context, string ns)
    {
        var query = context.Request.Query;
        var found = Pods.Where(pod => (string?)pod["metadata"]!["namespace"] == ns && Matches(pod, query["labelSelector"])).ToList();
        var start = int.TryParse(query["continue"], NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : 0;
        var limit = int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : int.MaxValue;
        var page = found.Skip(start).Take(limit).ToList();
        var metadata = new JsonObject { ["resourceVersion"] = "1" };
        if (start + page.Count < found.Count)
        {
            metadata["continue"] = $"{start + page.Count}";
        }

        return context.Response.WriteAsync(new JsonObject
        {
            ["kind"] = "PodList",
            ["apiVersion"] = "v1",
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. page.Select(pod => pod.DeepClone())]),
        }.ToJsonString());
    }

    private Task DeleteAsync(HttpContext context, string name)
    {
        if (!_pods.TryGetValue(name, out var pod))
        {
            return StatusAsync(context, 404, "NotFound", $"pods \"{name}\" not found");
        }

        // It gets its grace; ended ones go at once.
        pod["metadata"]!["deletionTimestamp"] = "2025-01-01T00:00:00Z";
        if ((string?)pod["status"]!["phase"] is "Succeeded" or "Failed")
        {
            Remove(name);
        }

        return context.Response.WriteAsync(pod.ToJsonString());
    }

    private async Task LogAsync(HttpContext context, string name)
    {
        if (!_pods.TryGetValue(name, out var pod) || (string?)pod["status"]!["phase"] == "Pending")
        {
            await StatusAsync(context, 400, "BadRequest", $"container \"cloudide-worker\" in pod \"{name}\" is waiting to start: ContainerCreating");
            return;
        }

        await context.Response.WriteAsync($"2025-01-01T00:00:01.5Z {name} says one\n2025-01-01T00:00:02Z {name} says two\n");
        if (context.Request.Query["follow"] == "true")
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Quiet, context.RequestAborted);
            await context.Response.WriteAsync($"2025-01-01T00:00:09Z {name} says three\n");
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
    }
}
