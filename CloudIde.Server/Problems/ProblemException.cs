namespace CloudIde.Server.Problems;

/// <summary>A request that is answered with problem details. The message is for the person who made the request.</summary>
internal sealed class ProblemException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="status">The HTTP status code, 400 or more.</param>
    /// <param name="message">A sentence that says what is wrong and what helps.</param>
    public ProblemException(int status, string message)
        : base(message)
    {
        Status = status;
    }

    /// <summary>The HTTP status code.</summary>
    public int Status { get; }

    /// <summary>For each field that is wrong, the sentences that say why.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>When trying again makes sense; or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The request cannot be understood or breaks a rule.</summary>
    /// <param name="message">What is wrong.</param>
    /// <returns>The exception.</returns>
    public static ProblemException BadRequest(string message) => new(StatusCodes.Status400BadRequest, message);

    /// <summary>Signed in, but not allowed.</summary>
    /// <param name="message">What is wrong.</param>
    /// <returns>The exception.</returns>
    public static ProblemException Forbidden(string message) => new(StatusCodes.Status403Forbidden, message);

    /// <summary>There is no such thing.</summary>
    /// <param name="message">What is missing.</param>
    /// <returns>The exception.</returns>
    public static ProblemException NotFound(string message) => new(StatusCodes.Status404NotFound, message);

    /// <summary>What exists is in the way.</summary>
    /// <param name="message">What is in the way.</param>
    /// <returns>The exception.</returns>
    public static ProblemException Conflict(string message) => new(StatusCodes.Status409Conflict, message);

    /// <summary>What the client saw last is no longer so.</summary>
    /// <param name="message">What changed.</param>
    /// <returns>The exception.</returns>
    public static ProblemException PreconditionFailed(string message) => new(StatusCodes.Status412PreconditionFailed, message);

    /// <summary>Too often. The time goes into the Retry-After header.</summary>
    /// <param name="message">What was tried too often.</param>
    /// <param name="retryAfter">When trying again makes sense.</param>
    /// <returns>The exception.</returns>
    public static ProblemException TooManyRequests(string message, TimeSpan retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, message) { RetryAfter = retryAfter };

    /// <summary>Something that the server needs does not answer.</summary>
    /// <param name="message">What.</param>
    /// <returns>The exception.</returns>
    public static ProblemException Unavailable(string message) =>
        new(StatusCodes.Status503ServiceUnavailable, message) { RetryAfter = TimeSpan.FromSeconds(5) };

    /// <summary>More than is taken.</summary>
    /// <param name="message">What the limit is.</param>
    /// <returns>The exception.</returns>
    public static ProblemException TooLarge(string message) => new(StatusCodes.Status413PayloadTooLarge, message);
}
