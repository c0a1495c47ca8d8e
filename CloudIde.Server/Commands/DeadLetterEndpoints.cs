using CloudIde.Core.Aws;
using CloudIde.Core.Commands;
using CloudIde.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudIde.Server.Commands;

/// <summary>What could not be done in the allowed number of tries, for operators: look at it, and put it back.</summary>
internal static class DeadLetterEndpoints
{
    private const int MaxListed = 1000;

    /// <summary>Maps the routes.</summary>
    /// <param name="operations">The group, which lets only operators through.</param>
    public static void Map(RouteGroupBuilder operations)
    {
        operations.MapGet("/dead-letters", ListAsync);
        operations.MapPost("/dead-letters/redrive", RedriveAsync);
    }

    private static async Task<Ok<DeadLettersAnswer>> ListAsync(int? limit, DeadLetters letters, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > MaxListed)
        {
            throw ProblemException.BadRequest($"limit is {limit}: expected a whole number from 1 to {MaxListed}.");
        }

        try
        {
            var count = await letters.CountAsync(cancellationToken) ?? throw NoDeadLetters();
            var found = count == 0 ? [] : await letters.ListAsync(limit ?? 100, cancellationToken);
            return TypedResults.Ok(new DeadLettersAnswer(Math.Max(count, found.Count), [.. found.Select(DeadLetterView.Of)]));
        }
        catch (Exception e) when (AwsFailure.Is(e))
        {
            throw ProblemException.Unavailable($"The queue does not answer as it should: {e.Message}");
        }
    }

    private static async Task<Ok<RedriveAnswer>> RedriveAsync(
        RedriveRequest request, DeadLetters letters, CancellationToken cancellationToken)
    {
        if ((request.MessageId is null) == (request.All is not true))
        {
            throw ProblemException.BadRequest("Expected either messageId, the id of one dead letter, or all, which is true.");
        }

        try
        {
            if (request.MessageId is { } id)
            {
                return await letters.RedriveAsync(id, cancellationToken)
                    ? TypedResults.Ok(new RedriveAnswer(1, "It is in the queue again."))
                    : throw ProblemException.NotFound($"There is no dead letter {id}, or somebody else looks at it at this moment.");
            }

            var count = await letters.RedriveAllAsync(cancellationToken) ?? throw NoDeadLetters();
            return TypedResults.Ok(new RedriveAnswer(
                count, count == 0 ? "There are no dead letters." : "SQS puts them back into the queue, one after the other."));
        }
        catch (Exception e) when (AwsFailure.Is(e))
        {
            throw ProblemException.Unavailable($"The queue does not answer as it should: {e.Message}");
        }
    }

    private static ProblemException NoDeadLetters() => ProblemException.NotFound(
        "The queue has no queue of dead letters. The orchestrator's command setup gives it one.");
}
