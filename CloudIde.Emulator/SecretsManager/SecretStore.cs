using System.Security.Cryptography;
using System.Text;
using CloudIde.Emulator.Storage;

namespace CloudIde.Emulator.SecretsManager;

/// <summary>
/// The secrets, each in a file of its own that only its owner can read. Changes are made one at a time; a reader sees the
/// secret before or after a change. Safe for use from several threads.
/// </summary>
internal sealed class SecretStore
{
    private const int SuffixLength = 6;
    private const string SuffixCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private readonly Lock _lock = new();
    private readonly string _root;
    private readonly string _arnPrefix;
    private readonly TimeProvider _time;
    private readonly Lazy<Dictionary<string, Secret>> _secrets;

    /// <summary>Creates the store.</summary>
    /// <param name="root">The directory of the files.</param>
    /// <param name="region">The region in ARNs.</param>
    /// <param name="account">The account in ARNs.</param>
    /// <param name="time">The clock.</param>
    public SecretStore(string root, string region, string account, TimeProvider time)
    {
        _root = root;
        _arnPrefix = $"arn:aws:secretsmanager:{region}:{account}:secret:";
        _time = time;
        _secrets = new Lazy<Dictionary<string, Secret>>(Load);
    }

    /// <summary>The time.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Gives a new secret's ARN.</summary>
    /// <param name="name">The secret's name.</param>
    /// <returns>The ARN.</returns>
    public string NewArn(string name) =>
        $"{_arnPrefix}{name}-{RandomNumberGenerator.GetString(SuffixCharacters, SuffixLength)}";

    /// <summary>All secrets, in the order of their names.</summary>
    /// <returns>A copy.</returns>
    public IReadOnlyList<Secret> All()
    {
        lock (_lock)
        {
            Purge();
            return [.. _secrets.Value.Values.OrderBy(secret => secret.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>Finds a secret.</summary>
    /// <param name="id">Its name, its ARN, or its ARN without the suffix.</param>
    /// <returns>The secret, or null.</returns>
    public Secret? Find(string id)
    {
        lock (_lock)
        {
            Purge();
            if (_secrets.Value.TryGetValue(id, out var named))
            {
                return named;
            }

            // The region and the account are left unread: an ARN made for the real account is found here as well.
            if (id.Split(':', 7) is not ["arn", _, "secretsmanager", _, _, "secret", var tail])
            {
                return null;
            }

            return _secrets.Value.Values.FirstOrDefault(secret => TailOf(secret) == tail)
                ?? _secrets.Value.GetValueOrDefault(tail);
        }
    }

    /// <summary>Adds a secret, unless there is one of its name.</summary>
    /// <param name="secret">The secret.</param>
    /// <returns>The secret that was there already, or null.</returns>
    public Secret? Add(Secret secret)
    {
        lock (_lock)
        {
            Purge();
            if (_secrets.Value.TryGetValue(secret.Name, out var existing))
            {
                return existing;
            }

            Save(secret);
            return null;
        }
    }

    /// <summary>Changes a secret.</summary>
    /// <param name="id">Its name or ARN.</param>
    /// <param name="change">Gives the new secret from the old one; may refuse by throwing.</param>
    /// <returns>The new secret.</returns>
    public Secret Update(string id, Func<Secret, Secret> change)
    {
        lock (_lock)
        {
            var secret = Find(id) ?? throw SecretErrors.NotFound();
            var changed = change(secret);
            if (changed != secret)
            {
                Save(changed);
            }

            return changed;
        }
    }

    /// <summary>Removes a secret at once.</summary>
    /// <param name="name">Its name.</param>
    public void Remove(string name)
    {
        lock (_lock)
        {
            File.Delete(PathOf(name));
            _secrets.Value.Remove(name);
        }
    }

    private static string TailOf(Secret secret) => secret.Arn.Split(':', 7)[6];

    private void Save(Secret secret)
    {
        StateFile.CreatePrivateDirectory(_root);
        StateFile.Write(PathOf(secret.Name), secret, SecretsJsonContext.Default.Secret);
        _secrets.Value[secret.Name] = secret;
    }

    // A name may hold '/' and '.', and differ from another only by case, which some file systems do not tell apart.
    private string PathOf(string name) =>
        Path.Combine(_root, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))) + ".json");

    private void Purge()
    {
        var now = Now;
        foreach (var secret in _secrets.Value.Values.Where(secret => secret.PurgeAt <= now).ToList())
        {
            Remove(secret.Name);
        }
    }

    private Dictionary<string, Secret> Load()
    {
        var secrets = new Dictionary<string, Secret>(StringComparer.Ordinal);
        if (!Directory.Exists(_root))
        {
            return secrets;
        }

        foreach (var file in Directory.EnumerateFiles(_root, "*.json"))
        {
            if (StateFile.Read(file, SecretsJsonContext.Default.Secret) is { } secret)
            {
                secrets[secret.Name] = secret;
            }
        }

        return secrets;
    }
}
