using System.Globalization;
using CloudIde.Core.Aws;
using CloudIde.Core.Commands;
using CloudIde.Server.Accounts;
using CloudIde.Server.Metadata;
using CloudIde.Server.Problems;
using CloudIde.Server.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using StackExchange.Redis;

namespace CloudIde.Server.Commands;

/// <summary>Commands: run, look, follow, cancel.</summary>
internal static class CommandEndpoints
{
    private const int MaxListed = 100;

    /// <summary>How much output one answer has at most. The rest follows with the next offset.</summary>
    private const int MaxAnswerBytes = 1 << 20;

    private const int MaxWaitSeconds = 60;

    /// <summary>Maps the command routes.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The application.</returns>
    public static IEndpointRouteBuilder MapCommands(this IEndpointRouteBuilder endpoints)
    {
        var commands = endpoints.MapGroup("/api/v2/projects/{projectId}/commands");
        commands.MapGet("/", ListAsync);
        commands.MapPost("/", RunAsync);
        commands.MapGet("/{commandId}", GetAsync);
        commands.MapGet("/{commandId}/output", StreamAsync);
        commands.MapDelete("/{commandId}", CancelAsync);
        return endpoints;
    }

    private static async Task<Accepted<RunCommandAnswer>> RunAsync(
        string projectId,
        RunCommandRequest request,
        CurrentUser user,
        ProjectGate gate,
        CommandSubmitter submitter,
        CommandSettings settings,
        CommandMetrics metrics,
        ServerTelemetry telemetry,
        CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, projectId, ProjectRole.Editor, cancellationToken);
        var order = CommandRules.Validate(request, $"c{RandomId.Create()}", settings);
        using var activity = telemetry.Activities.StartActivity("command submit");
        activity?.SetTag("cloudide.project_id", projectId);
        activity?.SetTag("cloudide.command_id", order.CommandId);
        try
        {
            // Not with the request's token: a client that leaves at this moment must not leave a command that is half handed in.
            var submission = await submitter.SubmitAsync(projectId, order, settings.PerProject, CancellationToken.None);
            metrics.Count(submission == CommandSubmission.Queued ? "queued" : "refused");
            if (submission == CommandSubmission.TooMany)
            {
                throw ProblemException.Conflict(
                    $"The project has {settings.PerProject} commands that are not over, which is the limit (COMMANDS_PER_PROJECT). Wait or cancel some.");
            }
        }
        catch (Exception e) when (AwsFailure.Is(e))
        {
            metrics.Count("failed");
            throw ProblemException.Unavailable("The queue for workers does not answer as it should. The command will not run. Try again in a moment.");
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            metrics.Count("failed");
            throw ProblemException.Unavailable("The store for commands does not answer. Look at the list of commands before you try again.");
        }

        return TypedResults.Accepted($"/api/v2/projects/{projectId}/commands/{order.CommandId}", new RunCommandAnswer(order.CommandId));
    }

    private static async Task<Ok<CommandListAnswer>> ListAsync(
        string projectId, int? limit, CurrentUser user, ProjectGate gate, CommandDirectory commands, TimeProvider time, CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, projectId, ProjectRole.Viewer, cancellationToken);
        CheckRange("limit", limit, 1, MaxListed);
        var now = time.GetUtcNow();
        var records = await commands.ListAsync(projectId, limit ?? 20, now);
        return TypedResults.Ok(new CommandListAnswer([.. records.Select(record => CommandView.Of(record, now))]));
    }

    private static async Task<Results<Ok<CommandView>, FileContentHttpResult>> GetAsync(
        string projectId,
        string commandId,
        long? offset,
        int? waitSeconds,
        int? raw,
        CurrentUser user,
        ProjectGate gate,
        CommandDirectory commands,
        CommandOutputLog log,
        TimeProvider time,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, projectId, ProjectRole.Viewer, cancellationToken);
        CheckRange("offset", offset, 0, long.MaxValue);
        CheckRange("waitSeconds", waitSeconds, 0, MaxWaitSeconds);
        CheckRange("raw", raw, 0, 1);
        var command = new CommandKey(projectId, commandId);
        var record = waitSeconds > 0
            ? await WaitAsync(command, commands, time, offset, TimeSpan.FromSeconds(waitSeconds.Value), cancellationToken)
            : await commands.GetAsync(command, time.GetUtcNow());
        if (record is null)
        {
            throw NoSuchCommand();
        }

        var piece = await log.ReadAsync(command, record, offset ?? 0, MaxAnswerBytes);
        if (raw == 1)
        {
            context.Response.Headers["X-Command-Status"] = record.State.Word();
            context.Response.Headers["X-Output-Offset"] = piece.Offset.ToString(CultureInfo.InvariantCulture);
            context.Response.Headers["X-Output-Next-Offset"] = piece.NextOffset.ToString(CultureInfo.InvariantCulture);
            return TypedResults.Bytes(piece.Data, "application/octet-stream");
        }

        var (text, next) = CommandText.Decode(piece, record.State.IsOutcome() && piece.NextOffset >= record.OutputBytes);
        return TypedResults.Ok(CommandView.Of(record, time.GetUtcNow()) with { Offset = piece.Offset, NextOffset = next, Output = text });
    }

    private static async Task StreamAsync(
        string projectId,
        string commandId,
        CurrentUser user,
        ProjectGate gate,
        CommandDirectory commands,
        CommandStream stream,
        TimeProvider time,
        HttpContext context,
        long? offset)
    {
        await gate.RequireAsync(user, projectId, ProjectRole.Viewer, context.RequestAborted);
        CheckRange("offset", offset, 0, long.MaxValue);
        var command = new CommandKey(projectId, commandId);
        if (await commands.GetAsync(command, time.GetUtcNow()) is null)
        {
            throw NoSuchCommand();
        }

        // What a browser sends by itself when it reconnects is newer than its address.
        var from = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? last
            : offset ?? 0;
        await stream.SendAsync(context, command, from);
    }

    private static async Task<Results<Ok<CommandView>, Accepted<CommandView>>> CancelAsync(
        string projectId,
        string commandId,
        CurrentUser user,
        ProjectGate gate,
        CommandDirectory commands,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, projectId, ProjectRole.Editor, cancellationToken);
        var command = new CommandKey(projectId, commandId);
        var state = await commands.CancelAsync(command, time.GetUtcNow());
        if (state is null || await commands.GetAsync(command, time.GetUtcNow()) is not { } record)
        {
            throw NoSuchCommand();
        }

        var view = CommandView.Of(record, time.GetUtcNow());
        return record.State.IsOutcome() ? TypedResults.Ok(view) : TypedResults.Accepted((string?)null, view);
    }

    private static async Task<CommandRecord?> WaitAsync(
        CommandKey command, CommandDirectory commands, TimeProvider time, long? offset, TimeSpan wait, CancellationToken cancellationToken)
    {
        await using var watch = await CommandWatch.StartAsync(command, commands, time);
        using var limit = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        return await watch.WaitAsync(
            record => record.State.IsOutcome() || (offset is { } seen && record.OutputBytes > seen), either.Token);
    }

    private static ProblemException NoSuchCommand() => ProblemException.NotFound("There is no such command, or its result is not kept any more.");

    private static void CheckRange(string name, long? value, long min, long max)
    {
        if (value < min || value > max)
        {
            throw ProblemException.BadRequest(
                string.Create(CultureInfo.InvariantCulture, $"{name} is {value}: expected a whole number from {min} to {max}."));
        }
    }
}
