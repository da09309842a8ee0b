"""Frequent given names of many countries, by which a person is told from an organisation or a place."""

from service.core.roster.word_sets import words_of

GIVEN = words_of("""
    aaron abdul abdullah abigail ada adam adela adriana adrian agnes agnieszka ahmad ahmed aicha aisha
    alan albert alberto alejandra alejandro aleksandar aleksandra alessandra alessandro alex alexander
    alexandra alexandre alexei ali alice alicia alison amanda amelia amina amir ana anastasia anders
    andre andrea andreas andrei andres andrew andrzej angela angelika anil anita anja anke ann anna
    annabel anne annette antoine anton antonia antonio arash arif arjun arthur asha astrid audrey aurelie
    axel aylin ayse azadeh babak barbara bartosz beata beatrice beatriz ben benedict benjamin bernadette
    bernard bernd bettina birgit bjorn bo bogdan boris brian bridget bruno camille carla carlo carlos
    carmen carol carolina caroline catalina caterina catherine cecilia cem celine charles charlotte
    chiara chloe chris christian christiane christina christine christoph christophe christopher claire
    clara claudia claudio clemens colette colin constance cornelia cristina dagmar damien daniel daniela
    daniele david deborah delphine denis dennis derek diana diane diego dieter dimitri dina dirk dmitri
    dmitry dominik dominique donald dora doris dorothy douglas edith eduardo edward ekaterina elaine
    elena eleanor eleonora elias elif elisabeth elise eliza elizabeth ella ellen elsa emil emilia emilie
    emily emine emma emmanuel enrique eric erik erika ernesto esra esther eugenia eva evelyn ewa fabio
    fabrice farah farid farida farshad fatima fatma federica federico felix ferdinand fernando fiona
    florian frances francesca francesco francis francisco francois francoise frank franz franziska
    frederic frederik friedrich gabriel gabriela gabriella gabriele geoffrey george georges gerald gerard
    gerd gerhard giacomo gilles giorgio giovanna giovanni giulia giuseppe gloria gordon grace graham greg
    gregory greta guido guillaume gunter gustav habib hamid hanna hannah hans harald harold harriet harry
    hasan hassan heather hector heike heinrich helen helena helene helga henri henry herbert hilary hilda
    hubert hugh hugo husain hussein ian ibrahim ida ignacio igor ilse imran ines inga inge ingrid irena
    irene irina iris isaac isabel isabella isabelle ivan ivana jack jacob jacqueline jacques jaime jakob
    jakub james jamila jan jana jane janet jasmin javier jean jeanne jennifer jens jeremy jerzy jessica
    jill jim joan joana joanna joao joaquin joe joel johan johanna johannes john jonas jonathan jorg
    jorge jose josef joseph josephine joy juan judith julia julian juliana julie julien juliette jurgen
    justine karel karen karim karin karl karla karsten kasper katarina katarzyna kate katharina katherine
    kathleen kathrin katja kazuo keith kemal kenneth kerstin kevin khaled khalid kim kirsten kirsty klara
    klaus krzysztof kurt lars laura laurence laurent lea leila lena leo leon leonard leonardo leyla liam
    lidia lila lilian lina linda lisa liv louis louise luc luca lucas lucia lucie lucy luis luisa lukas
    luke lydia lynn magdalena mahmoud malcolm malgorzata manfred manuel manuela marc marcel marcela
    marcin marco marek margaret margarita margherita margot maria mariam marianne marie marina mario
    marion marjan mark marko marlene marta martha martin martina mary maryam masha massimo matej mateusz
    mathias matteo matthew matthias matthieu maurice mauro max maxim mehmet melanie michael michal michel
    michele michelle miguel mikael mikhail mila milan miles milena mina miriam mohamed mohammad mohammed
    monica monika monique moritz mustafa myriam nabil nadia nadine nancy naomi natalia natalie nathalie
    nathan neil nicholas nicola nicolas nicole niels nikolai nikos nils nina noah nora norbert norma nour
    olaf oleg oleksandr olena olga oliver olivia olivier omar oscar osman otto pablo pamela paola paolo
    pascal patricia patrick paul paula paulina paulo pavel pedro peter petra philip philipp philippe
    phyllis pia pierre piotr priya rachel rafael ralf ralph ramon raphael raquel rashid raul raymond
    rebecca regina reinhard renate rene reza ricardo riccardo richard rita robert roberta roberto robin
    rodrigo roger roland roman ronald rosa rosalind rose rosemary roy rudolf ruth ryan sabine sabrina
    said salim salma sam samantha samir samuel sandra sanjay sara sarah scott sean sebastian selma serge
    sergei sergio shirin silke silvia simon simone sofia sonia sonja sophia sophie stanislav stefan
    stefania stefanie stefano stella stephan stephane stephanie stephen steven stuart susan susana
    susanna susanne svetlana sven sylvia sylvie tamara tania tanja tanya tariq tatiana teresa theo
    theodor theresa theresia thierry thomas tim timothy tina tobias tom tomas tomasz tony torsten ulrich
    ulrike umberto ursula ute uwe valentina valeria valerie vanessa vera veronica veronika veronique
    victor victoria viktor vincent vincenzo virginia vladimir walter wanda wendy werner wilhelm william
    wolfgang xavier yasmin yves yvonne yusuf zainab zeynep zofia zoe zohra анна мария елена ольга татьяна
    наталья ирина светлана екатерина людмила алексей александр сергей дмитрий андрей иван михаил николай
    владимир павел пётр петро олена ірина оксана тетяна наталія василь микола юрій олександр
""")
