namespace CloudIde.Server.Commands;

/// <summary>Dead letters were put back.</summary>
/// <param name="Redriven">About how many.</param>
/// <param name="Message">A sentence.</param>
internal sealed record RedriveAnswer(int Redriven, string Message);
