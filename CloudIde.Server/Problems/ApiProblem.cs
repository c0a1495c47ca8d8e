namespace CloudIde.Server.Problems;

/// <summary>Problem details (RFC 9457) with the API's extra <c>message</c>.</summary>
/// <param name="Type">Always <c>about:blank</c>: the status says what kind of problem it is.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status code.</param>
/// <param name="Detail">A sentence for a person.</param>
/// <param name="Message">The same sentence, under the name that older clients read.</param>
/// <param name="TraceId">What to look for in logs and traces.</param>
/// <param name="Errors">For each field that is wrong, the sentences that say why.</param>
internal sealed record ApiProblem(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Message,
    string TraceId,
    IReadOnlyDictionary<string, string[]>? Errors);
