using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// The structure of a network without its weights and names: two networks with equal signatures take equally long, so they are measured
/// once.
/// </summary>
public static class GraphSignature
{
    /// <summary>SHA-256 over operators, attributes, wiring, element types, shapes of weights and inputs; 32 hex digits.</summary>
    public static string Of(Graph graph, ImmutableArray<Tensor> inputs) => Of(graph, [.. inputs.Select(input => input.Type)]);

    /// <summary>The same, where only the types of the inputs are known.</summary>
    public static string Of(Graph graph, ImmutableArray<TensorType> inputs) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Describe(graph, inputs))))[..32];

    private static string Describe(Graph graph, ImmutableArray<TensorType> inputs)
    {
        var numbers = new Dictionary<Value, int>();
        var text = new StringBuilder();
        for (var i = 0; i < graph.Inputs.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"in {Number(graph.Inputs[i])} {graph.TypeOf(graph.Inputs[i])} = {inputs[i]}\n");
        }

        foreach (var node in graph.Nodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"{node.Op.Domain}.{node.Op.OpType}(");
            foreach (var input in node.Inputs)
            {
                text.Append(input is null ? "_ " : graph.Initializers.TryGetValue(input, out var tensor) ? $"{Constant(tensor)} "
                    : $"{Number(input)} ");
            }

            text.Append(')');
            foreach (var (name, value) in AttributeWriter.ForText(node.Op).Attributes)
            {
                text.Append(CultureInfo.InvariantCulture, $" {name}={Attribute(value)}");
            }

            text.Append(CultureInfo.InvariantCulture, $" -> {string.Join(' ', node.Outputs.Select(Number))}\n");
        }

        text.AppendJoin(' ', graph.Outputs.Select(output => Number(output.Value)));
        return text.ToString();

        string Number(Value value) => $"%{(numbers.TryGetValue(value, out var number) ? number : numbers[value] = numbers.Count)}";
    }

    /// <summary>Small integer tensors configure (shapes, indices) and count with their content; weights with their type only.</summary>
    private static string Constant(Tensor tensor) =>
        tensor.Element is ElementType.Int64 or ElementType.Int32 && tensor.Count <= 64
            ? $"{tensor.Type}{{{string.Join(',', tensor.ToDoubles())}}}" : tensor.Type.ToString();

    private static string Attribute(AttributeValue value) => value switch
    {
        AttributeValue.Int one => one.Value.ToString(CultureInfo.InvariantCulture),
        AttributeValue.Float one => one.Value.ToString("R", CultureInfo.InvariantCulture),
        AttributeValue.Text one => one.Value,
        AttributeValue.Ints many => string.Join(',', many.Values),
        AttributeValue.Floats many => string.Join(',', many.Values.Select(item => item.ToString("R", CultureInfo.InvariantCulture))),
        AttributeValue.Texts many => string.Join(',', many.Values),
        AttributeValue.TensorData tensor => Constant(tensor.Value),
        _ => value.ToString(),
    };
}
