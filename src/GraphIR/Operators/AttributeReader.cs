namespace DepthCompress.GraphIR;

/// <summary>
/// Typed reads of the attributes of one node, with defaults. Remembers what nobody read and what could not be represented:
/// such a node is kept <see cref="Opaque"/>, instead of losing something.
/// </summary>
public sealed class AttributeReader(IReadOnlyDictionary<string, AttributeValue> attributes, int opset)
{
    private readonly HashSet<string> read = [];
    private readonly SortedSet<int> consumed = [];

    /// <summary>
    /// The opset of the textual IR: every operator means what its newest definition says, and everything may be an attribute.
    /// </summary>
    public const int TextOpset = int.MaxValue;

    /// <summary>The opset under which the node is to be understood.</summary>
    public int Opset => opset;

    /// <summary>How many results the node has, trailing ones left out; some operators mean something else with more than one.</summary>
    public int Results { get; init; } = 1;

    /// <summary>Why the node cannot be represented, or null.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Attributes that no reader asked for.</summary>
    public IEnumerable<string> Unread => attributes.Keys.Where(name => !read.Contains(name));

    /// <summary>Operand slots that became attributes; they are dropped from the operands of the node.</summary>
    public IReadOnlySet<int> ConsumedSlots => consumed;

    /// <summary>Reads what the textual IR writes.</summary>
    public static AttributeReader ForText(IReadOnlyList<KeyValuePair<string, AttributeValue>> attributes, int results) =>
        new(attributes.ToDictionary(), TextOpset) { Results = results };

    /// <summary>The operands of the node without those that became attributes; what is left out at the end is not listed.</summary>
    public ImmutableArray<Value?> WithoutConsumed(ImmutableArray<Value?> inputs)
    {
        var kept = inputs.Select((value, slot) => consumed.Contains(slot) ? null : value).ToList();
        while (kept is [.., null])
        {
            kept.RemoveAt(kept.Count - 1);
        }

        return [.. kept];
    }

    /// <summary>What is known of those operands.</summary>
    public Operand[] WithoutConsumed(ReadOnlySpan<Operand> operands)
    {
        var kept = operands.ToArray();
        foreach (var slot in consumed)
        {
            kept[slot] = default;
        }

        var count = kept.Length;
        while (count > 0 && !kept[count - 1].IsPresent)
        {
            count--;
        }

        return kept[..count];
    }

    /// <summary>Says that the node means something the operator cannot express; the first reason is kept.</summary>
    public void Refuse(string reason) => Refusal ??= reason;

    /// <summary>Whether the attribute is written down.</summary>
    public bool Has(string name) => attributes.ContainsKey(name);

    /// <summary>An integer.</summary>
    public int Int(string name, int otherwise) => Take<AttributeValue.Int>(name) is { } found ? Narrow(found.Value) : otherwise;

    /// <summary>A flag, stored as 0 or 1.</summary>
    public bool Flag(string name, bool otherwise) => Int(name, otherwise ? 1 : 0) != 0;

    /// <summary>A number.</summary>
    public float Float(string name, float otherwise) => Take<AttributeValue.Float>(name)?.Value ?? otherwise;

    /// <summary>Text.</summary>
    public string Text(string name, string otherwise) => Take<AttributeValue.Text>(name)?.Value ?? otherwise;

    /// <summary>Integers, or null where the attribute is absent.</summary>
    public Dims? Ints(string name) => Take<AttributeValue.Ints>(name) is { } found ? Narrow(found.Values) : null;

    /// <summary>An integer of any size, or null where the attribute is absent.</summary>
    public long? Long(string name) => Take<AttributeValue.Int>(name)?.Value;

    /// <summary>Integers of any size, or null where the attribute is absent.</summary>
    public ImmutableArray<long>? Longs(string name) => Take<AttributeValue.Ints>(name)?.Values;

    /// <summary>Numbers, or null where the attribute is absent.</summary>
    public Numbers? Floats(string name) => Take<AttributeValue.Floats>(name) is { } found ? Numbers.Create(found.Values.AsSpan()) : null;

    /// <summary>A tensor, or null where the attribute is absent.</summary>
    public Tensor? TensorData(string name) => Take<AttributeValue.TensorData>(name)?.Value;

    /// <summary>An attribute in older opsets and in text, a constant operand in newer ones: integers.</summary>
    public Dims? IntsOrOperand(string name, int slot, ReadOnlySpan<Operand> operands) =>
        Ints(name) ?? (Constant(name, slot, operands) is { } tensor ? Narrow([.. tensor.ToDoubles().Select(value => (long)value)]) : null);

    /// <summary>An attribute in older opsets and in text, a constant scalar operand in newer ones: a number.</summary>
    public float? FloatOrOperand(string name, int slot, ReadOnlySpan<Operand> operands)
    {
        if (Take<AttributeValue.Float>(name) is { } found)
        {
            return found.Value;
        }

        if (Constant(name, slot, operands) is not { } tensor)
        {
            return null;
        }

        if (tensor.Count == 1 && tensor.Element.IsFloating() && tensor.ToDoubles()[0]
            is var number && (double.IsNaN(number) || (float)number == number))
        {
            return (float)number;
        }

        Refuse($"'{name}' is not one float32 number");
        return null;
    }

    /// <summary>An attribute in older opsets and in text, a constant operand in newer ones: numbers.</summary>
    public Numbers? FloatsOrOperand(string name, int slot, ReadOnlySpan<Operand> operands) =>
        Floats(name) ?? (Constant(name, slot, operands) is { } tensor
            ? Numbers.Create([.. tensor.ToDoubles().Select(value => (float)value)]) : null);

    /// <summary>The constant of an operand slot that configures the operator; refuses a computed one. Null where it is left out.</summary>
    public Tensor? Constant(string name, int slot, ReadOnlySpan<Operand> operands)
    {
        if (slot >= operands.Length || !operands[slot].IsPresent)
        {
            return null;
        }

        if (operands[slot].Initializer is null)
        {
            Refuse($"'{name}' is computed while the network runs");
            return null;
        }

        consumed.Add(slot);
        return operands[slot].Initializer;
    }

    /// <summary>
    /// Whether one of the operands from <paramref name="first"/> on is computed while the network runs. Operators that can be configured by
    /// operands then keep them all, and take them in once they are constants (<see cref="OperatorCatalog.Configure"/>).
    /// </summary>
    public static bool IsComputed(ReadOnlySpan<Operand> operands, int first)
    {
        for (var slot = first; slot < operands.Length; slot++)
        {
            if (operands[slot] is { IsPresent: true, Initializer: null })
            {
                return true;
            }
        }

        return false;
    }

    private TKind? Take<TKind>(string name)
        where TKind : AttributeValue
    {
        read.Add(name);
        if (!attributes.TryGetValue(name, out var value))
        {
            return null;
        }

        if (value is not TKind kind)
        {
            // An empty list bears no element type in text.
            if (value is AttributeValue.Ints { Values: [] } && typeof(TKind) == typeof(AttributeValue.Floats))
            {
                return new AttributeValue.Floats([]) as TKind;
            }

            Refuse($"attribute '{name}' is not of kind {typeof(TKind).Name}");
            return null;
        }

        return kind;
    }

    private static Dims Narrow(ImmutableArray<long> values)
    {
        var items = new int[values.Length];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Narrow(values[i]);
        }

        return Dims.Create(items);
    }

    /// <summary>Open ends such as INT64_MAX in Slice are clamped; they mean "as far as it goes".</summary>
    private static int Narrow(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);
}
