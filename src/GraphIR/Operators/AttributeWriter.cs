namespace DepthCompress.GraphIR;

/// <summary>
/// Typed writes of the attributes of one node; a default is not written. What newer opsets expect as a constant operand
/// becomes one there, and stays an attribute in the textual IR.
/// </summary>
public sealed class AttributeWriter
{
    private readonly List<KeyValuePair<string, AttributeValue>> attributes = [];
    private readonly SortedDictionary<int, Tensor> operands = [];
    private readonly SortedDictionary<int, Tensor> demanded = [];

    private AttributeWriter(int opset, ElementType element) => (Opset, Element) = (opset, element);

    /// <summary>The opset to write for; 0 means the textual IR, where everything is an attribute.</summary>
    public int Opset { get; }

    /// <summary>The element type of the data operand, which numbers among the constant operands share.</summary>
    public ElementType Element { get; }

    /// <summary>The operator type where this opset has another name for the operator; null otherwise.</summary>
    public string? OpType { get; private set; }

    /// <summary>What was written, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, AttributeValue>> Attributes => attributes;

    /// <summary>Constant operands by slot.</summary>
    public IReadOnlyDictionary<int, Tensor> Operands => operands;

    /// <summary>Operands that this opset demands, by slot: for nodes that have none there.</summary>
    internal IReadOnlyDictionary<int, Tensor> Demanded => demanded;

    /// <summary>The attributes of an operator as the textual IR spells them.</summary>
    public static AttributeWriter ForText(Operator op) => Collect(op, 0, ElementType.Float32);

    /// <summary>The attributes and constant operands of an operator as an opset spells them.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="opset">The opset of the standard domain.</param>
    /// <param name="element">The element type of the first operand; bounds and pad values have it too.</param>
    public static AttributeWriter ForOnnx(Operator op, int opset, ElementType element = ElementType.Float32) => Collect(op, opset, element);

    /// <summary>Says under which type this opset knows the operator.</summary>
    public void Rename(string type) => OpType = type;

    /// <summary>Writes an integer.</summary>
    public void Int(string name, long value) => Add(name, new AttributeValue.Int(value));

    /// <summary>Writes an integer unless it is the default.</summary>
    public void Int(string name, long value, long otherwise)
    {
        if (value != otherwise)
        {
            Int(name, value);
        }
    }

    /// <summary>Writes a flag unless it is the default.</summary>
    public void Flag(string name, bool value, bool otherwise) => Int(name, value ? 1 : 0, otherwise ? 1 : 0);

    /// <summary>Writes a number.</summary>
    public void Float(string name, float value) => Add(name, new AttributeValue.Float(value));

    /// <summary>Writes a number unless it is the default.</summary>
    public void Float(string name, float value, float otherwise)
    {
        if (!value.Equals(otherwise))
        {
            Float(name, value);
        }
    }

    /// <summary>Writes text unless it is the default.</summary>
    public void Text(string name, string value, string otherwise)
    {
        if (value != otherwise)
        {
            Add(name, new AttributeValue.Text(value));
        }
    }

    /// <summary>Writes integers.</summary>
    public void Ints(string name, Dims values) => Add(name, new AttributeValue.Ints([.. values.Select(value => (long)value)]));

    /// <summary>Writes integers unless all of them are the default.</summary>
    public void Ints(string name, Dims values, int otherwise)
    {
        if (values.Any(value => value != otherwise))
        {
            Ints(name, values);
        }
    }

    /// <summary>Writes numbers.</summary>
    public void Floats(string name, Numbers values) => Add(name, new AttributeValue.Floats([.. values]));

    /// <summary>Writes a tensor.</summary>
    public void TensorData(string name, Tensor value) => Add(name, new AttributeValue.TensorData(value));

    /// <summary>Writes integers: an attribute before <paramref name="since"/> and in text, a constant operand from then on.</summary>
    public void IntsOrOperand(string name, int slot, Dims values, int since)
    {
        if (Opset < since)
        {
            Ints(name, values);
        }
        else
        {
            operands[slot] = Tensor.Create<long>([values.Count], [.. values.Select(value => (long)value)]);
        }
    }

    /// <summary>
    /// Writes a number: an attribute before <paramref name="since"/> and in text, a scalar constant operand from then on.
    /// </summary>
    public void FloatOrOperand(string name, int slot, float value, int since)
    {
        if (Opset < since)
        {
            Float(name, value);
        }
        else
        {
            operands[slot] = Tensor.Scalar(value).ConvertTo(Element.IsFloating() ? Element : ElementType.Float32);
        }
    }

    /// <summary>Writes numbers: an attribute before <paramref name="since"/> and in text, a constant operand from then on.</summary>
    public void FloatsOrOperand(string name, int slot, Numbers values, int since)
    {
        if (Opset < since)
        {
            Floats(name, values);
        }
        else
        {
            operands[slot] = Tensor.Create([values.Count], values.Span);
        }
    }

    /// <summary>Says that an operand may be left out only from an opset on; before, a node without it has this number there.</summary>
    internal void Demand(int slot, float value, int until)
    {
        if (Opset > 0 && Opset < until)
        {
            demanded[slot] = Tensor.Scalar(value).ConvertTo(Element);
        }
    }

    /// <summary>Writes a value of any kind.</summary>
    public void Attribute(string name, AttributeValue value) => Add(name, value);

    private static AttributeWriter Collect(Operator op, int opset, ElementType element)
    {
        var writer = new AttributeWriter(opset, element);
        op.Write(writer);
        return writer;
    }

    private void Add(string name, AttributeValue value) => attributes.Add(KeyValuePair.Create(name, value));
}
