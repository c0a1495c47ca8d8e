namespace CloudIde.Server.Problems;

/// <summary>Collects what is wrong with the fields of a request, so that a form can show all of it at once.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    /// <summary>Notes a problem.</summary>
    /// <param name="field">The field's JSON name.</param>
    /// <param name="sentence">What is wrong with it.</param>
    public void Add(string field, string sentence)
    {
        if (!_errors.TryGetValue(field, out var sentences))
        {
            _errors[field] = sentences = [];
        }

        sentences.Add(sentence);
    }

    /// <summary>Notes a problem when there is one.</summary>
    /// <param name="field">The field's JSON name.</param>
    /// <param name="sentence">What is wrong with it, or null.</param>
    public void AddIfAny(string field, string? sentence)
    {
        if (sentence is not null)
        {
            Add(field, sentence);
        }
    }

    /// <summary>Refuses the request when anything was noted.</summary>
    /// <exception cref="ProblemException">400, with each field's problems.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count == 0)
        {
            return;
        }

        throw new ProblemException(StatusCodes.Status400BadRequest, string.Join(' ', _errors.Values.SelectMany(list => list)))
        {
            Errors = _errors.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal),
        };
    }
}
