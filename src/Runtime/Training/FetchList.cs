using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Training;

/// <summary>The values a program is to return, each once.</summary>
internal sealed class FetchList
{
    private readonly List<Value> values = [];

    public ImmutableArray<Value> Values => [.. values];

    /// <summary>Where the value will stand.</summary>
    public int Add(Value value)
    {
        var index = values.IndexOf(value);
        if (index >= 0)
        {
            return index;
        }

        values.Add(value);
        return values.Count - 1;
    }

    public ImmutableArray<int> AddAll(IEnumerable<Value> more) => [.. more.Select(Add)];
}
