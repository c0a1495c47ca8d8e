using System.Globalization;
using Amazon.CloudWatchLogs.Model;
using CloudIde.Core.Activations;
using CloudIde.Core.Aws;
using CloudIde.Core.Operations;
using CloudIde.Core.Workers;
using CloudIde.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudIde.Server.Operations;

/// <summary>What operators see: queue, fleet, sessions, decisions, cost and the tasks' logs. All of it is read-only.</summary>
internal static class OperationsEndpoints
{
    /// <summary>More than a page shows; the rest is counted as truncated.</summary>
    private const int MaxSessions = 1000;

    private const int MaxLines = 1000;

    /// <summary>Maps the routes.</summary>
    /// <param name="operations">The group, which lets only operators through.</param>
    public static void Map(RouteGroupBuilder operations)
    {
        operations.MapGet("/queue", QueueAsync);
        operations.MapGet("/fleet", FleetAsync);
        operations.MapGet("/sessions", SessionsAsync);
        operations.MapGet("/decisions", DecisionsAsync);
        operations.MapGet("/cost", CostAsync);
        operations.MapGet("/tasks/{taskId}/logs", LogsAsync);
    }

    private static async Task<Ok<QueueAnswer>> QueueAsync(
        ActivationQueue queue, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        try
        {
            var depth = await queue.GetDepthAsync(cancellationToken);
            return TypedResults.Ok(new QueueAnswer(
                timeProvider.UtcNowToTheMillisecond(), depth.Visible, depth.InFlight, depth.Delayed, depth.Total));
        }
        catch (Exception e) when (AwsFailure.Is(e) || e is InvalidDataException)
        {
            throw ProblemException.Unavailable($"The queue does not answer as it should: {e.Message}");
        }
    }

    private static async Task<Ok<FleetAnswer>> FleetAsync(
        OperationsRecords records, WorkerRegistry registry, TimeProvider timeProvider)
    {
        var report = await records.FindReportAsync();
        var workers = await registry.ListAsync();
        var now = timeProvider.UtcNowToTheMillisecond();
        return TypedResults.Ok(new FleetAnswer(
            now, await records.FindLeaderAsync(), IsCurrent(report, now), report, [.. workers.Select(WorkerView.Of)]));
    }

    private static async Task<Ok<SessionsAnswer>> SessionsAsync(ActiveWorkspaces workspaces, CancellationToken cancellationToken)
    {
        var found = await workspaces.ListAsync(MaxSessions + 1, cancellationToken);
        return TypedResults.Ok(new SessionsAnswer([.. found.Take(MaxSessions)], found.Count > MaxSessions));
    }

    private static async Task<Ok<DecisionsAnswer>> DecisionsAsync(OperationsRecords records, int? limit)
    {
        CheckRange("limit", limit, 500);
        return TypedResults.Ok(new DecisionsAnswer(await records.ListDecisionsAsync(limit ?? 50)));
    }

    private static async Task<Ok<CostAnswer>> CostAsync(
        OperationsRecords records,
        ProjectSpendRecords spending,
        ActiveWorkspaces workspaces,
        WorkerRegistry registry,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        var report = await records.FindReportAsync();
        var projects = report?.Spend is { } spend
            ? ProjectCost.Share(await workspaces.ListAsync(MaxSessions, cancellationToken), await registry.ListAsync(), spend.TaskHourUsd)
            : [];
        var now = timeProvider.GetUtcNow();
        return TypedResults.Ok(new CostAnswer(
            report?.At, IsCurrent(report, now), report?.Spend, projects, await spending.FindAsync(now)));
    }

    private static async Task<Ok<TaskLogAnswer>> LogsAsync(
        string taskId,
        int? sinceSeconds,
        string? next,
        int? limit,
        OperationsRecords records,
        CloudWatchTaskLogs logs,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        CheckRange("limit", limit, MaxLines);
        CheckRange("sinceSeconds", sinceSeconds, 30 * 86_400);
        if (taskId.Length > 128 || !taskId.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            throw ProblemException.BadRequest("A task's id has letters, digits and hyphens only.");
        }

        if (await records.FindReportAsync() is { Runtime: "kubernetes" })
        {
            throw new ProblemException(
                StatusCodes.Status501NotImplemented,
                "On Kubernetes the logs are with the pods: use the orchestrator's command logs, or kubectl logs.");
        }

        try
        {
            var since = timeProvider.GetUtcNow() - TimeSpan.FromSeconds(sinceSeconds ?? 3600);
            var page = await logs.ReadAsync(taskId, since, next, limit ?? 200, cancellationToken);
            return TypedResults.Ok(new TaskLogAnswer(page.Lines, page.Next));
        }
        catch (InvalidParameterException e)
        {
            throw ProblemException.BadRequest($"The log cannot be read that way: {e.Message}");
        }
        catch (ResourceNotFoundException e)
        {
            throw ProblemException.NotFound($"There is no such log: {e.Message}");
        }
        catch (Exception e) when (AwsFailure.Is(e))
        {
            throw ProblemException.Unavailable($"CloudWatch Logs does not answer as it should: {e.Message}");
        }
    }

    private static bool IsCurrent(FleetReport? report, DateTimeOffset now) =>
        report is not null && now - report.At <= OperationsRecords.ReportIsCurrentFor;

    private static void CheckRange(string name, int? value, int max)
    {
        if (value is < 1 || value > max)
        {
            throw ProblemException.BadRequest(
                string.Create(CultureInfo.InvariantCulture, $"{name} is {value}: expected a whole number from 1 to {max}."));
        }
    }
}
